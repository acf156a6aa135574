import { setTimeout as sleep } from 'node:timers/promises';
import { LONGEST_RETRY_AFTER_MS } from './retry-after.ts';

export const FIRST_BACKOFF_MS = 1000;
const LONGEST_BACKOFF_MS = 60_000;

export interface Backoff {
  /** Returns a number between 0 and 1. The jitter spreads the retries of several streams. */
  readonly random: () => number;
  /** Defaults to one second. */
  readonly firstBackoffMs?: number | undefined;
}

/**
 * Returns the wait after `failed` attempts in milliseconds: a second, doubled each time up to a minute, with jitter.
 */
export function backoffMs(failed: number, { random, firstBackoffMs = FIRST_BACKOFF_MS }: Backoff): number {
  const whole = Math.min(firstBackoffMs * 2 ** (failed - 1), LONGEST_BACKOFF_MS);
  return Math.max(1, Math.round(whole * (0.5 + random() / 2)));
}

/**
 * Returns the wait before the next attempt in milliseconds: Retry-After, or the backoff if it is absent or too long.
 */
export function retryDelayMs(failed: number, retryAfterMs: number | undefined, backoff: Backoff): number {
  if (retryAfterMs === undefined || retryAfterMs > LONGEST_RETRY_AFTER_MS) return backoffMs(failed, backoff);
  return Math.max(1, retryAfterMs);
}

/** Resolves after `ms`. Rejects with the signal's reason when it aborts. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}
