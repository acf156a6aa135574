import { parseHttpDate } from './http-date.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;

/** A large difference: clocks that are synchronized over the network differ by less than a second. */
const FAR_MS = 5 * MINUTE_MS;

/** How far the machine's clock may be ahead before `emitted_at` uses Pendo's clock instead. */
const EMITTED_AHEAD_MS = MINUTE_MS;

/** This source did not exist before. An answer with an earlier time comes from a machine without a working clock. */
const EARLIEST_MS = Date.UTC(2026, 0, 1);

/** The headers of an answer that show its time. */
export interface TimeHeaders {
  readonly date?: string | undefined;
  /** The seconds that the answer has been in a cache. */
  readonly age?: string | undefined;
}

/**
 * Pendo's clock, taken from the `Date` header of its answers. A machine whose clock is ahead would checkpoint hours
 * that are still to come, and its `emitted_at` would beat every later copy of a row. A clock that is behind only delays
 * the newest rows to the next sync.
 */
export interface PendoClock {
  /** Returns the earlier of Pendo's time and ours in epoch milliseconds; before the first answer, ours. */
  now(): number;
  /** Returns the time for `emitted_at`: ours, unless it is over a minute ahead of Pendo's. It never goes back. */
  emittedAt(): number;
  /** Whether our clock is far ahead of Pendo's, by all answers so far. */
  isFarBehind(): boolean;
  /** Call with the headers of every answer, whatever its status. */
  observe(headers: TimeHeaders): void;
}

export interface ClockOptions {
  /** The machine's clock, in epoch milliseconds. It may be wrong, and it may jump. */
  readonly wall: () => number;
  /** Logs a warning. Called at most once per kind. */
  readonly warn: (message: string) => void;
}

/**
 * Trusts the answer with the latest time. Anything between Pendo and us only makes a `Date` older: the network, a
 * cache, a proxy that repeats an old answer. Only a wrong clock makes it newer, so a time more than a day ahead of ours
 * is ignored. Between answers the time advances by the process's monotonic clock.
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

/** Adds the age of a cached answer to its date. */
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
    return ['no clock', `${says} That cannot be right, so it is ignored. Look for a proxy whose clock is wrong.`];
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
