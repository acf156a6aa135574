import { type Backoff, backoffMs, FIRST_BACKOFF_MS, pause } from './backoff.ts';
import { LONGEST_RETRY_AFTER_MS } from './retry-after.ts';

/** How fast the pace recovers from a slow-down: ten percent a second, and five percent with one answer at most. */
const GROWTH_PER_SECOND = 0.1;
const GROWTH_PER_ANSWER = 0.05;
/** How far back answers tell what the server bears. */
const MEASURED_MS = 30_000;
/** A server that refuses now and then whatever the pace must not slow it down for ever. */
const SLOWEST_PER_SECOND = 0.2;

export interface PaceOptions extends Backoff {
  /** Milliseconds of a clock that never jumps. */
  readonly now: () => number;
  /** Absent: waits in real time. */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/**
 * The speed of all requests to one server. It is unlimited until the server says that it is asked too often. Then all wait,
 * and go on one after the other at what the server bore, at most half as fast as before; from there the pace grows again.
 */
export interface Pace {
  /**
   * Resolves when the next request may go out; tells the flight that it belongs to. `onPause` hears of a wait that the
   * server asked for, with its length in milliseconds.
   */
  ready(signal: AbortSignal, onPause?: (ms: number) => void): Promise<number>;
  /** The server took a request. */
  accepted(): void;
  /**
   * The server said that it is asked too often. All requests of one flight slow the pace down once, since they were under way
   * before anyone knew. Whether this one did; the end of the pause that it asks for counts in any case.
   */
  slowDown(flight: number, retryAfterMs: number | undefined): boolean;
  /** How long ago the server began to refuse all; 0 when it took a request since. */
  readonly refusesForMs: number;
  /** Requests in a second; undefined without a limit. */
  readonly perSecond: number | undefined;
}

export function createPace(options: PaceOptions): Pace {
  const { now, sleep = pause, firstBackoffMs = FIRST_BACKOFF_MS } = options;
  let perSecond: number | undefined;
  let nextAt = 0;
  let pausedUntil = 0;
  let flight = 0;
  /** Slow-downs since the server took a request the last time, and when the first of them was. */
  let inVain = 0;
  let inVainSince = 0;
  let lastAnswerAt = 0;
  let measuredFrom: number | undefined;
  let answers: number[] = [];

  /**
   * At most half of the pace, and what the server bore since the last slow-down, the pause that follows now included. That
   * may be little only because little was asked, so a request for each first backoff is always tried.
   */
  function slower(pauseMs: number): number {
    const since = Math.max(measuredFrom ?? now(), now() - MEASURED_MS);
    const taken = answers.filter((at) => at >= since).length;
    const measured = (taken * 1000) / Math.max(1, now() - since + pauseMs);
    const atFirst = Math.max(measured, 1000 / firstBackoffMs);
    return perSecond === undefined ? atFirst : Math.max(SLOWEST_PER_SECOND, Math.min(atFirst, perSecond / 2));
  }

  /** While the server refuses all, requests go out one by one: each only asks whether it takes one again. */
  function gapMs(speed: number): number {
    return inVain === 0 ? 1000 / speed : Math.max(1000 / speed, firstBackoffMs);
  }

  function extendPause(ms: number): void {
    pausedUntil = Math.max(pausedUntil, now() + Math.min(ms, LONGEST_RETRY_AFTER_MS));
  }

  return {
    async ready(signal, onPause) {
      measuredFrom ??= now();
      // Looks again after each wait: the pace may be another one by then.
      for (;;) {
        if (pausedUntil > now()) onPause?.(Math.ceil(pausedUntil - now()));
        const waitMs = Math.max(nextAt, pausedUntil) - now();
        if (waitMs <= 0) break;
        // A timer may fire a fraction of a millisecond early.
        await sleep(Math.ceil(waitMs), signal);
      }
      if (perSecond !== undefined) nextAt = now() + gapMs(perSecond);
      return flight;
    },
    accepted() {
      const seconds = (now() - lastAnswerAt) / 1000;
      if (perSecond !== undefined) {
        perSecond *= 1 + Math.min(GROWTH_PER_ANSWER, GROWTH_PER_SECOND * seconds);
        nextAt = Math.min(nextAt, now() + 1000 / perSecond);
      }
      inVain = 0;
      lastAnswerAt = now();
      answers.push(lastAnswerAt);
      if (answers.length > 1000) answers = answers.filter((at) => at >= lastAnswerAt - MEASURED_MS);
    },
    slowDown(ofFlight, retryAfterMs) {
      const isFirst = ofFlight === flight;
      if (!isFirst) {
        if (retryAfterMs !== undefined) extendPause(retryAfterMs);
        return false;
      }
      flight += 1;
      inVain += 1;
      const backoff = inVain > 1 || retryAfterMs === undefined ? backoffMs(inVain, options) : 0;
      const pauseMs = Math.min(Math.max(retryAfterMs ?? 0, backoff), LONGEST_RETRY_AFTER_MS);
      if (inVain === 1) {
        inVainSince = now();
        perSecond = slower(pauseMs);
        measuredFrom = now() + pauseMs;
        answers = [];
      }
      nextAt = 0;
      extendPause(pauseMs);
      return true;
    },
    get refusesForMs() {
      return inVain === 0 ? 0 : now() - inVainSince;
    },
    get perSecond() {
      return perSecond;
    },
  };
}
