/**
 * The time by Pendo's clock, as its answers tell it. A machine whose clock is fast would vouch for hours that have not
 * come yet; so the earlier of the two clocks counts, and a slow one costs only that the newest rows come next time.
 */
export interface PendoClock {
  now(): number;
  /** Takes the `Date` header of an answer; anything that is no date is passed over. */
  observe(dateHeader: string | undefined): void;
}

export function createPendoClock(localNow: () => number): PendoClock {
  let lagMs: number | undefined;
  return {
    now: () => localNow() - (lagMs ?? 0),
    observe(dateHeader) {
      const theirs = Date.parse(dateHeader ?? '');
      // Only the first answer: a cursor must not jump within one sync.
      if (lagMs === undefined && !Number.isNaN(theirs)) lagMs = Math.max(0, localNow() - theirs);
    },
  };
}
