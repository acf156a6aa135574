import { RefusedError, TooMuchError } from '../../airbyte/errors.ts';
import { aggregationBody, type EventPart, eventPipeline } from '../../pendo/aggregation.ts';
import { loadRowNumbers } from '../../records/row-numbers.ts';
import { createFailureBudget, type FailureBudget, readWindows } from '../../sync/read-windows.ts';
import type { StreamContext, TimeWindow } from '../../sync/types.ts';
import type { Reading } from '../../sync/window-queue.ts';
import { emitAnswer, shapeOf } from '../emit-answer.ts';
import { requestContext } from '../kind.ts';
import { createWindowCheck } from '../window-check.ts';
import type { EventsInput } from './input.ts';
import { eventRequest, span, windowSizes } from './range.ts';
import { createParts } from './split-window.ts';

const FAILED_REQUESTS_LIMIT = 200;

/** Reads a range of events window by window; `onProgress` hears up to where it was read without a gap. */
export async function readRange(
  input: EventsInput,
  context: StreamContext,
  range: TimeWindow,
  onProgress: (readTo: number) => Promise<void>,
): Promise<void> {
  const shape = shapeOf(input);
  const budget = createFailureBudget(FAILED_REQUESTS_LIMIT);
  const createRowNumbers = await loadRowNumbers();

  /** All rows that share their other key columns lie in one part, so each part may number its rows by itself. */
  async function readPart(window: TimeWindow, part: EventPart, canSplit = true): Promise<Reading> {
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

  const parts = createParts({ input, context, budget, readPart });
  await readWindows({
    range,
    sizes: windowSizes(input),
    limit: input.windowLimit,
    read: (window) => readWindow(window, readPart, parts.readByIds, input, budget),
    readInParts: (window, cause) => parts.readInParts(window, cause),
    isTooMuch: (error) => error instanceof TooMuchError,
    onProgress,
    budget,
  });
}

/**
 * Whole, or by batches of ids where Pendo refuses hours without ids, as it documents but has not done
 * (evidence.md#hour-range-ids).
 */
async function readWindow(
  window: TimeWindow,
  readPart: (window: TimeWindow, part: EventPart) => Promise<Reading>,
  readByIds: (window: TimeWindow, cause: unknown) => Promise<void>,
  input: EventsInput,
  budget: FailureBudget,
): Promise<Reading | undefined> {
  try {
    return await readPart(window, { appIds: input.config.appIds });
  } catch (error) {
    const mayNeedIds = 'objects' in input.source && input.config.period === 'hour';
    if (!(error instanceof RefusedError) || !mayNeedIds) throw error;
    budget.spend(error);
    await readByIds(window, error);
    return undefined;
  }
}
