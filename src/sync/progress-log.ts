import type { Log } from '../airbyte/log.ts';

/** Logs how far a long read has come, at most every 30 seconds. */
export interface ProgressLog {
  readUpTo(timeMs: number): void;
  /** For what is read from the newest to the oldest. */
  readBackTo(timeMs: number): void;
}

const LOG_EVERY_MS = 30_000;

export function createProgressLog(stream: string, log: Log, now: () => number): ProgressLog {
  let loggedAt = now();
  function say(direction: 'up' | 'back', timeMs: number): void {
    if (now() - loggedAt < LOG_EVERY_MS) return;
    loggedAt = now();
    log.info(`${stream}: read ${direction} to ${new Date(timeMs).toISOString()}.`);
  }

  return { readUpTo: (timeMs) => say('up', timeMs), readBackTo: (timeMs) => say('back', timeMs) };
}
