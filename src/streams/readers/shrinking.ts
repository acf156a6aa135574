import type { FailureBudget } from '../../sync/read-windows.ts';
import { isTooMuch } from './failures.ts';

/** How often one row is asked for again: that was a fault of the network rather than too much. */
const AGAIN_AT_ONE_ROW = 3;

/** Requests of one kind with a `limit` that is halved whenever an answer is too much, and stays so. */
export interface ShrinkingLimit {
  /** Calls `request` until it succeeds; throws when one row is too much, or the budget is spent. */
  ask<T>(request: (limit: number) => Promise<T>): Promise<T>;
}

export function createShrinkingLimit(
  first: number,
  budget: FailureBudget,
  onShrink: (limit: number) => void,
): ShrinkingLimit {
  let limit = first;
  return {
    async ask(request) {
      for (let again = AGAIN_AT_ONE_ROW; ; ) {
        try {
          return await request(limit);
        } catch (error) {
          if (!isTooMuch(error) || (limit === 1 && again === 0)) throw error;
          budget.spend(error);
          if (limit === 1) again -= 1;
          limit = Math.ceil(limit / 2);
          onShrink(limit);
        }
      }
    },
  };
}
