import type { PendoRow } from '../types.ts';
import { Cursor } from './cursor.ts';
import { elementOf, sliceOf } from './lists.ts';
import { BINARY_OPERATORS, fieldOf, type OperatorTable } from './operators.ts';
import { ExpressionError, tokenise, UnknownFunction } from './tokens.ts';
import { isTrue } from './values.ts';

export type Expression = (row: PendoRow) => unknown;
export interface ExpressionFunction {
  /** The allowed numbers of arguments; undefined for any number. */
  readonly arity: readonly number[] | undefined;
  readonly call: (...values: readonly unknown[]) => unknown;
}
export type FunctionTable = ReadonlyMap<string, ExpressionFunction>;

/** From loosest to tightest, as in C. */
const LEVELS = [['||'], ['&&'], ['==', '!='], ['<', '<=', '>', '>='], ['+', '-'], ['*', '/', '%']] as const;
const CONSTANTS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['null', null],
  ['true', true],
  ['false', false],
]);

/**
 * Compiles a Pendo expression into a function of a row, because it may run for millions of rows. Throws
 * ExpressionError.
 */
export function compileExpression(
  text: string,
  functions: FunctionTable,
  operators: OperatorTable = BINARY_OPERATORS,
): Expression {
  const cursor = new Cursor(tokenise(text));
  const expression = binary({ cursor, functions, operators }, 0);
  if (cursor.peek().kind !== 'end') throw new ExpressionError(`unexpected ${cursor.peek().value}`);
  return expression;
}

interface Parsing {
  readonly cursor: Cursor;
  readonly functions: FunctionTable;
  readonly operators: OperatorTable;
}

function binary(parsing: Parsing, level: number): Expression {
  const operators = LEVELS[level];
  if (operators === undefined) return unary(parsing);
  let left = binary(parsing, level + 1);
  if (level < 2) return logical(parsing, level, left);
  for (let operator = parsing.cursor.takes(operators); operator; operator = parsing.cursor.takes(operators)) {
    left = combine(parsing.operators[operator], left, binary(parsing, level + 1));
  }
  return left;
}

/** Flattens `a || b || …`, so that a filter of ten thousand ids does not become ten thousand nested calls. */
function logical(parsing: Parsing, level: number, first: Expression): Expression {
  const operands = [first];
  while (parsing.cursor.takes(LEVELS[level] ?? []) !== undefined) operands.push(binary(parsing, level + 1));
  if (operands.length === 1) return first;
  return level === 0
    ? (row) => operands.some((operand) => isTrue(operand(row)))
    : (row) => operands.every((operand) => isTrue(operand(row)));
}

function combine(apply: OperatorTable[string] | undefined, left: Expression, right: Expression): Expression {
  if (apply === undefined) throw new ExpressionError('unknown operator');
  return (row) => apply(left(row), right(row));
}

function unary(parsing: Parsing): Expression {
  const operator = parsing.cursor.takes(['!', '-']);
  if (operator === undefined) return indexed(parsing, primary(parsing));
  const operand = unary(parsing);
  if (operator === '!') return (row) => !isTrue(operand(row));
  return (row) => BINARY_OPERATORS['-']?.(0, operand(row));
}

function primary(parsing: Parsing): Expression {
  const token = parsing.cursor.next();
  if (token.kind === 'number' || token.kind === 'string') return () => token.value;
  if (token.kind === 'name') return named(parsing, token.value);
  if (token.kind === 'operator' && token.value === '[') return listLiteral(parsing);
  if (token.kind !== 'operator' || token.value !== '(') throw new ExpressionError(`unexpected ${token.value || 'end'}`);
  const inner = binary(parsing, 0);
  parsing.cursor.expect(')');
  return inner;
}

/** `x[0]`, `x[a:b]` with optional bounds, and `x[0].name` for a field of the element. */
function indexed(parsing: Parsing, of: Expression): Expression {
  const { cursor } = parsing;
  if (cursor.takes(['.']) !== undefined) {
    const token = cursor.next();
    if (token.kind !== 'name') throw new ExpressionError(`unexpected ${token.value || 'end'}`);
    const read = fieldOf(`value.${token.value}`);
    return indexed(parsing, (row) => read({ value: of(row) }));
  }
  if (cursor.takes(['[']) === undefined) return of;
  const first = cursor.takes([':']) === undefined ? binary(parsing, 0) : undefined;
  if (first !== undefined && cursor.takes([']']) !== undefined) {
    return indexed(parsing, (row) => elementOf(of(row), first(row)));
  }
  if (first !== undefined) cursor.expect(':');
  const end = cursor.takes([']']) === undefined ? binary(parsing, 0) : undefined;
  if (end !== undefined) cursor.expect(']');
  return indexed(parsing, (row) => sliceOf(of(row), first?.(row), end?.(row)));
}

/**
 * `["a", "b"]`. `x in [...]` is not an expression: Pendo refuses it (evidence.md#expression-functions), and so does
 * this parser.
 */
function listLiteral(parsing: Parsing): Expression {
  const items = valuesUpTo(parsing, ']');
  return (row) => items.map((item) => item(row));
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
  const parameters = valuesUpTo(parsing, ')');
  if (called === undefined || called.arity?.includes(parameters.length) === false) {
    throw new UnknownFunction(`no function ${name} of ${parameters.length} values`);
  }
  return (row) => called.call(...parameters.map((parameter) => parameter(row)));
}

function valuesUpTo(parsing: Parsing, end: string): Expression[] {
  if (parsing.cursor.takes([end]) !== undefined) return [];
  const values = [binary(parsing, 0)];
  while (parsing.cursor.takes([',']) !== undefined) values.push(binary(parsing, 0));
  parsing.cursor.expect(end);
  return values;
}
