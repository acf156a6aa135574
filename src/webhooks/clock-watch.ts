/** Two clocks: what the machine takes for the time, and one that only goes forward, at an even pace. */
export interface Clock {
  /** In epoch milliseconds; it jumps when somebody sets it. */
  readonly now: () => number;
  /** In milliseconds from any beginning. */
  readonly monotonic: () => number;
}

/** A machine that has just started may not know the time yet, and one whose clock was just set may be set again. */
const QUIET_MS = 600_000;
/** More than a clock is slewed by between two looks. */
const JUMP_MS = 5000;

/** Says when the time can be trusted enough to remove something for its age. It must be asked regularly. */
export interface ClockWatch {
  /** The time; undefined in the first ten minutes, and in the ten minutes after the clock jumped against the even one. */
  trustedNow(): number | undefined;
}

export function createClockWatch({ now, monotonic }: Clock): ClockWatch {
  let last = { now: now(), monotonic: monotonic() };
  let quietSince = last.monotonic;

  return {
    trustedNow() {
      const look = { now: now(), monotonic: monotonic() };
      const jump = look.now - last.now - (look.monotonic - last.monotonic);
      // Also when a clock is no number.
      if (!(Math.abs(jump) <= JUMP_MS)) quietSince = look.monotonic;
      last = look;
      return look.monotonic - quietSince >= QUIET_MS ? look.now : undefined;
    },
  };
}
