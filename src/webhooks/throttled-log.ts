import type { Log } from '../airbyte/log.ts';

const INTERVAL_MS = 60_000;

/** Logs warnings that strangers can cause: at most one per minute and kind, so that nobody can fill the log. */
export interface ThrottledLog {
  warn(kind: string, message: string): void;
}

export function createThrottledLog(log: Log, now: () => number): ThrottledLog {
  const seen = new Map<string, { at: number; silent: number }>();
  return {
    warn(kind, message) {
      const last = seen.get(kind);
      if (last !== undefined && now() - last.at < INTERVAL_MS) {
        last.silent += 1;
        return;
      }
      const more =
        last === undefined || last.silent === 0 ? '' : ` (${last.silent} more of this kind since the last line.)`;
      log.warn(message + more);
      seen.set(kind, { at: now(), silent: 0 });
    },
  };
}
