/** The machine's wall clock and a monotonic clock. */
export interface Clock {
  /** Wall clock in epoch milliseconds. It jumps when somebody sets it. */
  readonly now: () => number;
  /** Milliseconds since an arbitrary start. */
  readonly monotonic: () => number;
}

/** A machine that has just started may not know the time yet. A clock that was just set may be set again. */
const QUIET_MS = 600_000;
/** Slewing moves a clock by less than this between two checks. */
const JUMP_MS = 5000;

/**
 * Decides when the wall clock can be trusted enough to delete data by age. It detects jumps only if called regularly.
 */
export interface ClockWatch {
  /** Returns the time, or undefined for ten minutes after the start and after each jump against the monotonic clock. */
  trustedNow(): number | undefined;
}

export function createClockWatch({ now, monotonic }: Clock): ClockWatch {
  let last = { now: now(), monotonic: monotonic() };
  let quietSince = last.monotonic;

  return {
    trustedNow() {
      const look = { now: now(), monotonic: monotonic() };
      const jump = look.now - last.now - (look.monotonic - last.monotonic);
      // Negated so that NaN counts as a jump.
      if (!(Math.abs(jump) <= JUMP_MS)) quietSince = look.monotonic;
      last = look;
      return look.monotonic - quietSince >= QUIET_MS ? look.now : undefined;
    },
  };
}
