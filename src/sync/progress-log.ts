import type { Log } from '../airbyte/log.ts';

/** Logs how far a long read has come, at most every 30 seconds. */
export interface ProgressLog {
  readUpTo(timeMs: number): void;
}

const LOG_EVERY_MS = 30_000;

export function createProgressLog(stream: string, log: Log, now: () => number): ProgressLog {
  let loggedAt = now();
  return {
    readUpTo(timeMs) {
      if (now() - loggedAt < LOG_EVERY_MS) return;
      loggedAt = now();
      log.info(`${stream}: read up to ${new Date(timeMs).toISOString()}.`);
    },
  };
}
