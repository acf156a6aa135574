import type { FailureBudget } from '../../sync/read-windows.ts';
import { isTooMuch } from './failures.ts';

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
      for (;;) {
        try {
          return await request(limit);
        } catch (error) {
          if (!isTooMuch(error) || limit === 1) throw error;
          budget.spend(error);
          limit = Math.ceil(limit / 2);
          onShrink(limit);
        }
      }
    },
  };
}
