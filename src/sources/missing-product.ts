import { RefusedError } from '../airbyte/errors.ts';
import { NO_CURSOR_STATE } from '../airbyte/state.ts';
import type { StreamContext, StreamTask } from '../sync/types.ts';
import type { SourceInput } from './kind.ts';

/** What Pendo may answer for a product that the subscription lacks; the key was found good before (evidence.md#missing-product). */
const REFUSALS: ReadonlySet<number> = new Set([400, 403, 404, 410, 422]);

/**
 * The task of a stream that Pendo may refuse because the subscription lacks its product: it is then complete without a
 * record, its state stays as it was, and the log says so. A refusal after records came is a failure like any other.
 */
export function emptyWhenRefused(task: StreamTask, { definition, log, state }: SourceInput): StreamTask {
  return {
    ...task,
    async read(context) {
      let records = 0;
      const counting: StreamContext = {
        ...context,
        emit(batch) {
          records += batch.records;
          return context.emit(batch);
        },
      };
      try {
        await task.read(counting);
      } catch (error) {
        if (!(error instanceof RefusedError) || !REFUSALS.has(error.status) || records > 0) throw error;
        log.warn(
          `${definition.name}: no records, because Pendo refuses to give them. The subscription may lack the product that they belong to; if so, deselect the stream. ${error.message}`,
        );
        await context.checkpoint(state ?? NO_CURSOR_STATE);
      }
    },
  };
}
