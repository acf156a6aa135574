import { TooMuchError } from '../airbyte/errors.ts';
import type { FailureBudget } from '../sync/read-windows.ts';

/** Requests of one kind with a `limit` that is halved whenever an answer is too much, and stays so. */
export interface ShrinkingLimit {
  /**
   * Calls `request` until it succeeds; throws when one row is too much, or the budget is spent. `canSplit` is false when
   * nothing smaller is left.
   */
  ask<T>(request: (limit: number, canSplit: boolean) => Promise<T>): Promise<T>;
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
          return await request(limit, limit > 1);
        } catch (error) {
          if (!(error instanceof TooMuchError) || limit === 1) throw error;
          budget.spend(error);
          limit = Math.ceil(limit / 2);
          onShrink(limit);
        }
      }
    },
  };
}
