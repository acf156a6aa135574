import type { TimeWindow } from './types.ts';

/**
 * Knows how far a range has been read without a gap. Windows close in any order; the end moves only over those that
 * join on, because a state that jumps over an open window loses that window when the sync breaks.
 */
export interface ContiguousEnd {
  /** Everything before this time was read, in epoch milliseconds. */
  readonly end: number;
  close(window: TimeWindow): void;
}

export function createContiguousEnd(from: number): ContiguousEnd {
  let end = from;
  const closedAhead = new Map<number, number>();
  return {
    get end() {
      return end;
    },
    close(window) {
      closedAhead.set(window.from, window.to);
      for (let next = closedAhead.get(end); next !== undefined; next = closedAhead.get(end)) {
        closedAhead.delete(end);
        end = next;
      }
    },
  };
}
