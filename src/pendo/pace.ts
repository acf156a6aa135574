import { setTimeout as sleep } from 'node:timers/promises';

/** Keeps all requests back while Pendo asks for a pause: one 429 slows down every stream. */
export interface Pace {
  /** Resolves when requests may go out again; rejects when the signal aborts. */
  ready(signal: AbortSignal): Promise<void>;
  /** No request before this time, in epoch milliseconds. */
  pauseUntil(timeMs: number): void;
}

export function createPace(now: () => number): Pace {
  let resumeAt = 0;
  return {
    async ready(signal) {
      while (resumeAt > now()) await sleep(resumeAt - now(), undefined, { signal });
    },
    pauseUntil(timeMs) {
      resumeAt = Math.max(resumeAt, timeMs);
    },
  };
}
