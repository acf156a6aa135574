import { setTimeout as sleep } from 'node:timers/promises';

export interface AttemptOptions {
  readonly times: number;
  readonly isPassing: (error: unknown) => boolean;
  readonly onRetry: (error: unknown) => void;
  readonly waitMs: number;
  readonly signal: AbortSignal;
}

/** Calls `attempt` up to `times` times while it fails with a transient error. Throws the last error. */
export async function withAttempts<T>(attempt: () => Promise<T>, options: AttemptOptions): Promise<T> {
  for (let attemptsLeft = options.times - 1; ; attemptsLeft -= 1) {
    try {
      return await attempt();
    } catch (error) {
      if (attemptsLeft === 0 || options.signal.aborted || !options.isPassing(error)) throw error;
      options.onRetry(error);
      await sleep(options.waitMs, undefined, { signal: options.signal });
    }
  }
}
