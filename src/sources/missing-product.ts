import { RefusedError } from '../airbyte/errors.ts';
import { NO_CURSOR_STATE } from '../airbyte/state.ts';
import type { StreamContext, StreamTask } from '../sync/types.ts';
import type { SourceInput } from './kind.ts';

/** What Pendo may answer for a product that the subscription lacks; the key was found good before (evidence.md#missing-product). */
const REFUSALS: ReadonlySet<number> = new Set([400, 403, 404, 410, 422]);

/** Whether Pendo refuses an object or a product for good. 401 is about the key, and 5xx passes: neither says that there is none. */
export function isRefusedForGood(error: unknown): error is RefusedError {
  return error instanceof RefusedError && REFUSALS.has(error.status);
}

/**
 * The task of a stream that Pendo may refuse because the subscription lacks its product: it is then complete without a
 * record, its state stays as it was, and the log says so. A refusal after something was answered is a failure like any
 * other, also when the answer was empty: a product that is lacking answers nothing.
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
          `${definition.name}: no records, because Pendo refuses to give them. The subscription may lack the product that they belong to; if so, deselect the stream. ${error.message}`,
        );
        await context.checkpoint(state ?? NO_CURSOR_STATE);
      }
    },
  };
}
