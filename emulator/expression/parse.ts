import type { PendoRow } from '../types.ts';
import { BINARY_OPERATORS, fieldOf } from './operators.ts';
import { ExpressionError, type Token, tokenise } from './tokens.ts';
import { isTrue } from './values.ts';

export type Expression = (row: PendoRow) => unknown;
export interface ExpressionFunction {
  readonly arity: readonly number[];
  readonly call: (...values: readonly unknown[]) => unknown;
}
export type FunctionTable = ReadonlyMap<string, ExpressionFunction>;

/** From loosest to tightest, as in C. */
const LEVELS = [['||'], ['&&'], ['==', '!='], ['<', '<=', '>', '>='], ['+', '-'], ['*', '/']] as const;
const CONSTANTS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['null', null],
  ['true', true],
  ['false', false],
]);

/** Turns a Pendo expression into a function of a row; throws ExpressionError when it is not one. Compiled once, run a million times. */
export function compileExpression(text: string, functions: FunctionTable): Expression {
  const cursor = new Cursor(tokenise(text));
  const expression = binary({ cursor, functions }, 0);
  if (cursor.peek().kind !== 'end') throw new ExpressionError(`unexpected ${cursor.peek().value}`);
  return expression;
}

interface Parsing {
  readonly cursor: Cursor;
  readonly functions: FunctionTable;
}

class Cursor {
  private readonly tokens: readonly Token[];
  private at = 0;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  peek(): Token {
    return this.tokens[this.at] ?? { kind: 'end', value: '' };
  }

  next(): Token {
    const token = this.peek();
    this.at += 1;
    return token;
  }

  takes(operators: readonly string[]): string | undefined {
    const token = this.peek();
    if (token.kind !== 'operator' || !operators.includes(token.value)) return undefined;
    this.at += 1;
    return token.value;
  }

  expect(operator: string): void {
    if (this.takes([operator]) === undefined) throw new ExpressionError(`expected ${operator}`);
  }
}

function binary(parsing: Parsing, level: number): Expression {
  const operators = LEVELS[level];
  if (operators === undefined) return unary(parsing);
  let left = binary(parsing, level + 1);
  if (level < 2) return logical(parsing, level, left);
  for (let operator = parsing.cursor.takes(operators); operator; operator = parsing.cursor.takes(operators)) {
    left = combine(operator, left, binary(parsing, level + 1));
  }
  return left;
}

/** `a || b || …` is one flat list: a filter of ten thousand ids must not become ten thousand nested calls. */
function logical({ cursor, functions }: Parsing, level: number, first: Expression): Expression {
  const operands = [first];
  while (cursor.takes(LEVELS[level] ?? []) !== undefined) operands.push(binary({ cursor, functions }, level + 1));
  if (operands.length === 1) return first;
  return level === 0
    ? (row) => operands.some((operand) => isTrue(operand(row)))
    : (row) => operands.every((operand) => isTrue(operand(row)));
}

function combine(operator: string, left: Expression, right: Expression): Expression {
  const apply = BINARY_OPERATORS[operator];
  if (apply === undefined) throw new ExpressionError(`unknown operator ${operator}`);
  return (row) => apply(left(row), right(row));
}

function unary(parsing: Parsing): Expression {
  const operator = parsing.cursor.takes(['!', '-']);
  if (operator === undefined) return primary(parsing);
  const operand = unary(parsing);
  if (operator === '!') return (row) => !isTrue(operand(row));
  return (row) => BINARY_OPERATORS['-']?.(0, operand(row));
}

function primary(parsing: Parsing): Expression {
  const token = parsing.cursor.next();
  if (token.kind === 'number' || token.kind === 'string') return () => token.value;
  if (token.kind === 'name') return named(parsing, token.value);
  if (token.kind !== 'operator' || token.value !== '(') throw new ExpressionError(`unexpected ${token.value || 'end'}`);
  const inner = binary(parsing, 0);
  parsing.cursor.expect(')');
  return inner;
}

function named(parsing: Parsing, name: string): Expression {
  if (parsing.cursor.takes(['(']) !== undefined) return call(parsing, name);
  if (CONSTANTS.has(name)) {
    const value = CONSTANTS.get(name);
    return () => value;
  }
  return fieldOf(name);
}

function call(parsing: Parsing, name: string): Expression {
  const called = parsing.functions.get(name);
  const parameters = callParameters(parsing);
  if (called === undefined || !called.arity.includes(parameters.length)) {
    throw new ExpressionError(`no function ${name} of ${parameters.length} values`);
  }
  return (row) => called.call(...parameters.map((parameter) => parameter(row)));
}

function callParameters(parsing: Parsing): Expression[] {
  if (parsing.cursor.takes([')']) !== undefined) return [];
  const parameters = [binary(parsing, 0)];
  while (parsing.cursor.takes([',']) !== undefined) parameters.push(binary(parsing, 0));
  parsing.cursor.expect(')');
  return parameters;
}
