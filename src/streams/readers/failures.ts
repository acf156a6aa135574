import { TooMuchError } from '../../airbyte/errors.ts';
import { BadAnswerError, CutAnswerError } from '../../records/errors.ts';
import { withAttempts } from '../../sync/attempts.ts';
import type { StreamContext } from '../../sync/types.ts';
import type { ReaderInput } from './input.ts';

const ATTEMPTS = 4;
const WAIT_MS = 1000;

/** A cut answer counts as too much: Pendo may cut at 4 GB or 5 minutes, and a network fault costs one smaller window. */
export function isTooMuch(error: unknown): boolean {
  return error instanceof TooMuchError || error instanceof CutAnswerError;
}

/** An answer that is not Pendo's JSON is some proxy's page: asked again, it is usually right. */
export function isBadAnswer(error: unknown): boolean {
  return error instanceof BadAnswerError;
}

/** For requests that cannot be made smaller: everything that may pass is tried again. */
export function isPassing(error: unknown): boolean {
  return isTooMuch(error) || isBadAnswer(error);
}

/** Repeats a request while `passes` says that its error may pass, with a line in the log for each time. */
export function repeat<T>(
  input: ReaderInput,
  context: StreamContext,
  passes: (error: unknown) => boolean,
  request: () => Promise<T>,
): Promise<T> {
  return withAttempts(request, {
    times: ATTEMPTS,
    isPassing: passes,
    waitMs: input.firstBackoffMs ?? WAIT_MS,
    signal: context.signal,
    onRetry: (error) => {
      input.log.warn(`${input.definition.name}: asking again. ${error instanceof Error ? error.message : ''}`);
    },
  });
}
