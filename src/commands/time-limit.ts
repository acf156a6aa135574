import { ConnectorError } from '../airbyte/errors.ts';

export interface TimeLimit {
  readonly longestMs: number;
  /** Fills the gap in "Pendo did not answer in time: … took longer than 60 s". */
  readonly what: string;
  /** Aborts when the process is told to stop. */
  readonly stopping: AbortSignal;
}

/**
 * Calls `run` with a signal that aborts after `longestMs`, whatever Pendo makes us wait for, because a person waits.
 */
export async function withinTime<T>(
  { longestMs, what, stopping }: TimeLimit,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const tooLate = new AbortController();
  const message = `Pendo did not answer in time: ${what} took longer than ${longestMs / 1000} s.`;
  const timer = setTimeout(
    () => tooLate.abort(new ConnectorError({ failureType: 'transient_error', message })),
    longestMs,
  );
  try {
    return await run(AbortSignal.any([stopping, tooLate.signal]));
  } finally {
    clearTimeout(timer);
  }
}
