import { setTimeout as sleep } from 'node:timers/promises';
import { LONGEST_RETRY_AFTER_MS } from './retry-after.ts';

export const FIRST_BACKOFF_MS = 1000;
const LONGEST_BACKOFF_MS = 60_000;

export interface Backoff {
  /** Between 0 and 1: spreads the requests of several streams. */
  readonly random: () => number;
  /** Absent: a second. */
  readonly firstBackoffMs?: number | undefined;
}

/** Milliseconds to wait after so many failed tries: a second, then twice as long each time, up to a minute. */
export function backoffMs(failed: number, { random, firstBackoffMs = FIRST_BACKOFF_MS }: Backoff): number {
  const whole = Math.min(firstBackoffMs * 2 ** (failed - 1), LONGEST_BACKOFF_MS);
  return Math.max(1, Math.round(whole * (0.5 + random() / 2)));
}

/** Milliseconds until the next try: what the server asks for, or the backoff where it asks for nothing, or for too long. */
export function retryDelayMs(failed: number, retryAfterMs: number | undefined, backoff: Backoff): number {
  if (retryAfterMs === undefined || retryAfterMs > LONGEST_RETRY_AFTER_MS) return backoffMs(failed, backoff);
  return Math.max(1, retryAfterMs);
}

/** Resolves after that time; rejects with the signal's reason when it aborts. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}
