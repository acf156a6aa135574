import { type Backoff, backoffMs, FIRST_BACKOFF_MS, pause } from './backoff.ts';
import { LONGEST_RETRY_AFTER_MS } from './retry-after.ts';

/** How fast the pace recovers after a slow-down: ten percent per second, and at most five percent per answer. */
const GROWTH_PER_SECOND = 0.1;
const GROWTH_PER_ANSWER = 0.05;
/** Answers within this time measure what rate the server accepts. */
const MEASURED_MS = 30_000;
/** Lower bound, for a server that sometimes refuses whatever the pace. */
const SLOWEST_PER_SECOND = 0.2;

export interface PaceOptions extends Backoff {
  /** A monotonic clock in milliseconds. */
  readonly now: () => number;
  /** Defaults to a real wait. */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Limits the rate of all requests to one server. There is no limit until the server answers that it gets too many
 * requests. Then all requests pause and go on at the rate that the server accepted, at most half of the rate before.
 * From there the rate grows again.
 */
export interface Pace {
  /**
   * Resolves when the next request may go out, with the number of its flight. A flight is all requests sent between two
   * slow-downs. `onPause` is called with the milliseconds of a pause that the server asked for.
   */
  ready(signal: AbortSignal, onPause?: (ms: number) => void): Promise<number>;
  /** Call when the server has accepted a request. */
  accepted(): void;
  /**
   * Call when the server answers that it gets too many requests. A flight slows the pace down only once, because its
   * requests were sent before anyone knew. Returns whether this call did so. Retry-After extends the pause in any case.
   */
  slowDown(flight: number, retryAfterMs: number | undefined): boolean;
  /** For how many milliseconds the server has refused every request; 0 after it has accepted one. */
  readonly refusesForMs: number;
  /** Requests per second; undefined while there is no limit. */
  readonly perSecond: number | undefined;
}

export function createPace(options: PaceOptions): Pace {
  const { now, sleep = pause, firstBackoffMs = FIRST_BACKOFF_MS } = options;
  let perSecond: number | undefined;
  let nextAt = 0;
  let pausedUntil = 0;
  let flight = 0;
  /** Slow-downs since the server last accepted a request, and the time of the first of them. */
  let refusals = 0;
  let refusedSince = 0;
  let lastAnswerAt = 0;
  let measuredFrom: number | undefined;
  let answers: number[] = [];

  /**
   * Returns the new rate: what the server accepted since the last slow-down, with the coming pause counted as time, and
   * at most half of the current rate. The measured rate may be low only because few requests were sent, so the result
   * before halving is at least one request per first backoff.
   */
  function slower(pauseMs: number): number {
    const since = Math.max(measuredFrom ?? now(), now() - MEASURED_MS);
    const taken = answers.filter((at) => at >= since).length;
    const measured = (taken * 1000) / Math.max(1, now() - since + pauseMs);
    const atFirst = Math.max(measured, 1000 / firstBackoffMs);
    return perSecond === undefined ? atFirst : Math.max(SLOWEST_PER_SECOND, Math.min(atFirst, perSecond / 2));
  }

  /**
   * While the server refuses everything, each request is only a probe, so they keep at least the first backoff apart.
   */
  function gapMs(speed: number): number {
    return refusals === 0 ? 1000 / speed : Math.max(1000 / speed, firstBackoffMs);
  }

  function extendPause(ms: number): void {
    pausedUntil = Math.max(pausedUntil, now() + Math.min(ms, LONGEST_RETRY_AFTER_MS));
  }

  return {
    async ready(signal, onPause) {
      measuredFrom ??= now();
      // Check again after each wait: the pace may have changed meanwhile.
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
      refusals = 0;
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
      refusals += 1;
      const backoff = refusals > 1 || retryAfterMs === undefined ? backoffMs(refusals, options) : 0;
      const pauseMs = Math.min(Math.max(retryAfterMs ?? 0, backoff), LONGEST_RETRY_AFTER_MS);
      if (refusals === 1) {
        refusedSince = now();
        perSecond = slower(pauseMs);
        measuredFrom = now() + pauseMs;
        answers = [];
      }
      nextAt = 0;
      extendPause(pauseMs);
      return true;
    },
    get refusesForMs() {
      return refusals === 0 ? 0 : now() - refusedSince;
    },
    get perSecond() {
      return perSecond;
    },
  };
}
