import type { TimeWindow } from './types.ts';

/**
 * Tracks how far a range has been read without a gap. Windows close in any order, but the end moves only over adjacent
 * closed windows: a state that skips an open window would lose that window if the sync breaks off.
 */
export interface ContiguousEnd {
  /** Everything before this time has been read, in epoch milliseconds. */
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
