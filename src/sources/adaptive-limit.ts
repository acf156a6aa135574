import { TooMuchError } from '../airbyte/errors.ts';
import type { FailureBudget } from '../sync/read-windows.ts';

/** Sends requests that share a `limit`. The limit is halved whenever an answer is too much, and stays halved. */
export interface ShrinkingLimit {
  /**
   * Calls `request` until it succeeds. Throws when even one row is too much, or when too many requests failed.
   * `canSplit` is false when the limit cannot get smaller.
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
