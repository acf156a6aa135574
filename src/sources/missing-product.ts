import { RefusedError } from '../airbyte/errors.ts';
import { NO_CURSOR_STATE } from '../airbyte/state.ts';
import type { StreamContext, StreamTask } from '../sync/types.ts';
import type { SourceInput } from './kind.ts';

/**
 * The statuses that may mean that the subscription lacks a product. The key was found good before
 * (evidence.md#missing-product).
 */
const REFUSALS: ReadonlySet<number> = new Set([400, 403, 404, 410, 422]);

/**
 * Whether Pendo refuses an object or a product for good. 401 is about the key and 5xx is temporary, so neither counts.
 */
export function isRefusedForGood(error: unknown): error is RefusedError {
  return error instanceof RefusedError && REFUSALS.has(error.status);
}

/**
 * Wraps the task of a stream whose product the subscription may lack. If Pendo refuses the first request, the stream is
 * complete without records, keeps its state, and the log says so. A refusal after an answer is an ordinary failure,
 * even if that answer was empty: a missing product answers nothing.
 */
export function emptyWhenRefused(task: StreamTask, { definition, log, state }: SourceInput): StreamTask {
  return {
    ...task,
    async read(context) {
      let isAnswered = false;
      const watching: StreamContext = {
        ...context,
        emit(batch) {
          isAnswered ||= batch.records > 0;
          return context.emit(batch);
        },
        checkpoint(next) {
          isAnswered = true;
          return context.checkpoint(next);
        },
      };
      try {
        await task.read(watching);
      } catch (error) {
        if (isAnswered || !isRefusedForGood(error)) throw error;
        log.warn(
          `${definition.name}: no records, because Pendo refuses this stream. The subscription may lack the product; if so, deselect the stream. ${error.message}`,
        );
        await context.checkpoint(state ?? NO_CURSOR_STATE);
      }
    },
  };
}
