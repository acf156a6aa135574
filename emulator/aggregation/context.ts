import type { Behaviour } from '../behaviour.ts';
import { createFunctions } from '../expression/functions.ts';
import { compileExpression, type Expression, type FunctionTable } from '../expression/parse.ts';
import { ExpressionError, UnknownFunction } from '../expression/tokens.ts';
import { Refusal } from '../http/refusal.ts';
import type { Subscription } from '../types.ts';

/** What one query runs in: the moment is taken once, so that a clock that is moved meanwhile does not tear an answer. */
export interface Context {
  readonly subscription: Subscription;
  readonly now: number;
  readonly behaviour: Readonly<Behaviour>;
  /** Of the request log; the seed of whatever differs from request to request. */
  readonly requestId: number;
  readonly functions: FunctionTable;
}

export function createContext(parts: Omit<Context, 'functions'>): Context {
  return { ...parts, functions: createFunctions(parts.subscription, parts.now) };
}

/** Compiles an expression or refuses with 400 and the text for its place; only the filter's text was ever seen (evidence.md#filter-escapes), and no name of a function in it. */
export function compileOrRefuse(context: Context, text: unknown, place: string): Expression {
  const refusal = new Refusal(400, `Cannot parse ${place} expression`);
  if (typeof text !== 'string') throw refusal;
  try {
    return compileExpression(text, context.functions);
  } catch (error) {
    if (error instanceof UnknownFunction) throw new Refusal(400, `${refusal.message}: ${error.message}`);
    if (error instanceof ExpressionError) throw refusal;
    throw error;
  }
}
