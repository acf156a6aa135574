import { TooMuchError } from '../../airbyte/errors.ts';
import { aggregationBody, type EventPart, eventPipeline } from '../../pendo/aggregation.ts';
import { loadRowNumbers } from '../../records/row-numbers.ts';
import type { FailureBudget } from '../../sync/read-windows.ts';
import type { StreamContext, TimeWindow } from '../../sync/types.ts';
import type { Reading } from '../../sync/window-queue.ts';
import { emitAnswer, shapeOf } from '../emit-answer.ts';
import { requestContext } from '../kind.ts';
import { createWindowCheck } from '../window-check.ts';
import type { EventsInput } from './input.ts';
import { eventRequest, span } from './range.ts';

/** Reads one part of a window of events: one request, whose rows are emitted. */
export interface PartReader {
  /** Throws a TooMuchError when Pendo cannot answer so much at once. `canSplit` is false when nothing smaller is left. */
  read(window: TimeWindow, part: EventPart, canSplit?: boolean): Promise<Reading>;
  /** Reads a part, or calls `readSmaller` when the part is too much. */
  readOr(window: TimeWindow, part: EventPart, readSmaller: () => Promise<void>): Promise<void>;
}

export async function createPartReader(
  input: EventsInput,
  context: StreamContext,
  { budget, readAtMs }: { budget: FailureBudget; readAtMs: number },
): Promise<PartReader> {
  const shape = shapeOf(input, readAtMs);
  const createRowNumbers = await loadRowNumbers();

  /** All rows that share their other key columns lie in one part, so each part may number its rows by itself. */
  async function read(window: TimeWindow, part: EventPart, canSplit = true): Promise<Reading> {
    const startedAt = input.now();
    const body = aggregationBody(input.definition.name, eventPipeline(eventRequest(input, window, part)));
    const request = requestContext(input, context, span(window), { canSplit });
    const reader = await input.client.aggregate(body, request, (bytes) => {
      const check = createWindowCheck({ window, what: request.what, warnOnce: input.warnOnce });
      return emitAnswer(input, context, bytes, {
        what: span(window),
        shape,
        layout: 'results',
        rowNumbers: createRowNumbers(),
        keep: check.has,
        judge: check.judge,
      });
    });
    return { bytes: reader.bytes, rows: reader.rows, ms: input.now() - startedAt };
  }

  return {
    read,
    async readOr(window, part, readSmaller) {
      try {
        await read(window, part);
      } catch (error) {
        if (!(error instanceof TooMuchError)) throw error;
        budget.spend(error);
        await readSmaller();
      }
    },
  };
}
