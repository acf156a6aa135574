import { parseHttpDate } from './http-date.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;

/** Clocks that are kept by the network differ by less than a second. */
const FAR_MS = 5 * MINUTE_MS;

/** How far the machine may be ahead before its clock is no longer taken for `emitted_at`. */
const EMITTED_AHEAD_MS = MINUTE_MS;

/** Nobody ran this source before: an answer that claims to be older comes from a machine without a clock. */
const EARLIEST_MS = Date.UTC(2026, 0, 1);

/** The headers of an answer that tell the time. */
export interface TimeHeaders {
  readonly date?: string | undefined;
  /** How many seconds a cache has kept the answer. */
  readonly age?: string | undefined;
}

/**
 * The time by Pendo's clock, as the `Date` of its answers tells it. A machine whose clock is fast would vouch for hours that
 * have not come yet, and its `emitted_at` would outlive every later copy of a row. A slow one costs only that the newest
 * rows come next time.
 */
export interface PendoClock {
  /** The earlier of the two clocks, in epoch milliseconds; before the first answer, ours. */
  now(): number;
  /** For `emitted_at`: ours, unless it is more than a minute ahead of Pendo's. It never goes back. */
  emittedAt(): number;
  /** Whether the best of what was seen says that our clock is far ahead. */
  isFarBehind(): boolean;
  /** Takes the headers of an answer, good or bad. */
  observe(headers: TimeHeaders): void;
}

export interface ClockOptions {
  /** The machine's clock, in epoch milliseconds. It may be wrong, and it may jump. */
  readonly wall: () => number;
  /** Says things that the user should know, each once. */
  readonly warn: (message: string) => void;
}

/**
 * Of all answers, the one that says the latest time is believed. Whatever comes between Pendo and us makes a `Date` older:
 * the way here, a cache, a proxy that repeats an old answer. Nothing but a wrong clock makes it newer, and one that is a day
 * ahead of ours is passed over. In between, the time goes on by the process's own clock, which never jumps.
 */
export function createPendoClock({ wall, warn }: ClockOptions): PendoClock {
  const warnOnce = once(warn);
  let best: number | undefined;
  let emitted = Number.NEGATIVE_INFINITY;

  function theirs(): number {
    return best === undefined ? Number.POSITIVE_INFINITY : Math.floor(best + performance.now());
  }

  return {
    now: () => Math.min(wall(), theirs()),
    emittedAt() {
      const ours = wall();
      const pendos = theirs();
      emitted = Math.max(emitted, ours > pendos + EMITTED_AHEAD_MS ? pendos : ours);
      return emitted;
    },
    isFarBehind: () => wall() > theirs() + FAR_MS,
    observe(headers) {
      const time = timeOf(headers);
      if (time === undefined) return;
      const aheadMs = time - wall();
      if (Math.abs(aheadMs) > FAR_MS) warnOnce(describe(time, aheadMs));
      if (time < EARLIEST_MS || aheadMs > DAY_MS) return;
      best = Math.max(best ?? Number.NEGATIVE_INFINITY, time - performance.now());
    },
  };
}

/** An answer out of a cache is as old as the cache says. */
function timeOf({ date, age }: TimeHeaders): number | undefined {
  const time = parseHttpDate(date ?? '');
  const ageSeconds = /^\d{1,9}$/.test(age ?? '') ? Number(age) : 0;
  return time === undefined ? undefined : time + ageSeconds * 1000;
}

type Warning = readonly [kind: string, message: string];

function once(warn: (message: string) => void): (warning: Warning) => void {
  const said = new Set<string>();
  return ([kind, message]) => {
    if (!said.has(kind)) warn(message);
    said.add(kind);
  };
}

function describe(time: number, aheadMs: number): Warning {
  const where = aheadMs > 0 ? "ahead of this machine's clock." : "behind this machine's clock.";
  const says = `An answer of Pendo says that it is ${new Date(time).toISOString()}, ${durationText(Math.abs(aheadMs))} ${where}`;
  if (time < EARLIEST_MS) {
    return ['no clock', `${says} That cannot be, so it is passed over. Look for a proxy without a clock.`];
  }
  if (aheadMs > 0) {
    return ['ahead', `${says} The sync goes by the earlier of the two. Set the machine's clock if it is slow.`];
  }
  return [
    'behind',
    `${says} The sync goes by the latest time that an answer of Pendo says; what is newer comes with a later sync. Set the machine's clock if it is fast; otherwise look for a proxy that answers from a cache.`,
  ];
}

function durationText(ms: number): string {
  const minutes = Math.round(ms / MINUTE_MS);
  if (minutes < 120) return `${minutes} minutes`;
  const hours = Math.round(minutes / 60);
  return hours < 72 ? `${hours} hours` : `${Math.round(hours / 24)} days`;
}
