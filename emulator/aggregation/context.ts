import type { Behaviour } from '../behaviour.ts';
import { oddSubscription } from '../data/odd-subscription.ts';
import { createFunctions } from '../expression/functions.ts';
import { createOperators, type OperatorTable } from '../expression/operators.ts';
import { compileExpression, type Expression, type FunctionTable } from '../expression/parse.ts';
import { ExpressionError, UnknownFunction } from '../expression/tokens.ts';
import { Refusal } from '../http/refusal.ts';
import type { Subscription } from '../types.ts';

/** The context of one query. `now` is fixed, so that an answer stays consistent if the clock is moved meanwhile. */
export interface Context {
  readonly subscription: Subscription;
  readonly now: number;
  readonly behaviour: Readonly<Behaviour>;
  /** From the request log. Seeds whatever differs from request to request. */
  readonly requestId: number;
  readonly functions: FunctionTable;
  readonly operators: OperatorTable;
}

export function createContext(parts: Omit<Context, 'functions' | 'operators'>): Context {
  const { subscription, behaviour, now } = parts;
  return {
    ...parts,
    subscription: oddSubscription(subscription, behaviour),
    functions: createFunctions(subscription, now, behaviour),
    operators: createOperators(behaviour),
  };
}

/**
 * Compiles an expression. Refuses it with 400 and the text for its place. Only the text for filters is known
 * (evidence.md#filter-escapes), and it named no function.
 */
export function compileOrRefuse(context: Context, text: unknown, place: string): Expression {
  const refusal = `Cannot parse ${place} expression`;
  if (typeof text !== 'string') throw new Refusal(400, refusal);
  if (context.behaviour.escapesAreRefused && text.includes('\\')) throw new Refusal(400, refusal);
  try {
    return compileExpression(text, context.functions, context.operators);
  } catch (error) {
    if (error instanceof UnknownFunction) throw new Refusal(400, `${refusal}: ${error.message}`);
    if (error instanceof ExpressionError) throw new Refusal(400, refusal);
    throw error;
  }
}
