import { ConnectorError, RefusedError, SyncEndingError, TooMuchError } from '../../airbyte/errors.ts';
import type { StreamContext, TimeWindow } from '../../sync/types.ts';
import { DAY_MS } from '../../utils/time.ts';
import { countDays } from '../day-totals.ts';
import { type CountedDays, countedDays } from './fingerprints.ts';
import type { EventsInput } from './input.ts';

/** A year at once: then most checks take one request per stream. */
const WINDOWS = { firstWindowMs: 365 * DAY_MS, mostFailures: 20 };

/** Returns undefined when Pendo does not count: then it gives the warning, and the stream does not fail. */
export async function askCounts(
  input: EventsInput,
  context: StreamContext,
  range: TimeWindow,
  warning: string,
): Promise<CountedDays | undefined> {
  const { source } = input;
  const counted = source.kind === 'single_events' ? source : { source: source.source };
  try {
    const isTooMuch = (error: unknown) => error instanceof TooMuchError || error instanceof RefusedError;
    return countedDays(
      await countDays(input, context, { counted, range, what: 'of the history', isTooMuch, ...WINDOWS }),
    );
  } catch (error) {
    context.signal.throwIfAborted();
    if (!(error instanceof ConnectorError) || error instanceof SyncEndingError) throw error;
    input.log.warn(`${warning} ${error.message}`);
    return undefined;
  }
}
