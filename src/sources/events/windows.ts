import { TooMuchError } from '../../airbyte/errors.ts';
import { createFailureBudget, readWindows } from '../../sync/read-windows.ts';
import type { StreamContext, TimeWindow } from '../../sync/types.ts';
import { createEventReader } from './event-reader.ts';
import type { EventsInput } from './input.ts';
import { createPartReader } from './part-reader.ts';
import { windowSizes } from './range.ts';

const FAILED_REQUESTS_LIMIT = 200;

export interface ReadRangeOptions {
  readonly range: TimeWindow;
  /** When the reading began, by Pendo's clock. All rows of a sync share it. */
  readonly readAtMs: number;
  /** Called with the time up to which the range was read without a gap. */
  readonly onProgress: (readTo: number) => Promise<void>;
}

/** Reads a range of events window by window. */
export async function readRange(
  input: EventsInput,
  context: StreamContext,
  { range, readAtMs, onProgress }: ReadRangeOptions,
): Promise<void> {
  const budget = createFailureBudget(FAILED_REQUESTS_LIMIT);
  const parts = await createPartReader(input, context, { budget, readAtMs });
  const events = createEventReader({ input, context, budget, parts });
  await readWindows({
    range,
    sizes: windowSizes(input),
    limit: input.windowLimit,
    read: events.whole,
    readInParts: events.inParts,
    isTooMuch: (error) => error instanceof TooMuchError,
    onProgress,
    budget,
  });
}
