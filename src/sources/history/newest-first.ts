import { ConnectorError, TooMuchError } from '../../airbyte/errors.ts';
import type { VisitorHistorySource } from '../../streams/types.ts';
import type { FailureBudget } from '../../sync/read-windows.ts';
import type { StreamContext, TimeWindow } from '../../sync/types.ts';
import { DAY_MS } from '../../utils/time.ts';
import type { SourceInput } from '../kind.ts';
import { isRefusedForGood } from '../missing-product.ts';
import { type Activity, type ActivityInput, askActivity } from './activity.ts';
import { type ActiveDay, utcDayOf, utcDaysIn } from './days.ts';
import { visitorsOn } from './visits.ts';

/** The first window covers what an hourly sync reads. Later ones grow while they bring few pairs. */
const FIRST_WINDOW_MS = 3 * DAY_MS;
const LONGEST_WINDOW_MS = 12 * DAY_MS;
/** Up to this number of pairs windows grow. They take about ten megabytes. */
const FEW_PAIRS = 100_000;
const FAILED_REQUESTS_LIMIT = 40;

type Input = SourceInput<VisitorHistorySource>;

/**
 * The days in UTC that overlap with a range, with their visitors: the newest first, some days at a time. If Pendo refuses
 * to tell the days with activity, all days between the first and the last visit take their place.
 */
export async function* daysNewestFirst(
  input: Input,
  context: StreamContext,
  range: TimeWindow,
): AsyncGenerator<readonly ActiveDay[]> {
  const asking = { input, context, budget: createBudget(), byRanges: new Map() };
  const from = utcDayOf(range.from);
  let size = FIRST_WINDOW_MS;
  let longest = LONGEST_WINDOW_MS;
  for (let to = range.to; to > from; ) {
    const window = { from: Math.max(from, utcDayOf(to - 1) + DAY_MS - size), to };
    const found = await tryActivity(asking, window);
    if (found instanceof TooMuchError && window.to - window.from > DAY_MS && !asking.budget.isSpent) {
      size = halfOf(window.to - window.from);
      longest = size;
    } else if (found instanceof ConnectorError) {
      input.warnOnce(
        'activity',
        `asking for every day between the first and the last visit of each visitor, because Pendo does not tell the days with activity. ${found.message}`,
      );
      return yield* daysOfVisits(input, context, { from, to });
    } else {
      yield Array.from(found, ([start, visitors]) => ({ start, visitors }));
      to = window.from;
      size = pairsIn(found) <= FEW_PAIRS ? Math.min(size * 2, longest) : halfOf(size);
    }
  }
}

/** Returns the error when the window is too much, or refused for good. */
async function tryActivity(asking: ActivityInput, window: TimeWindow): Promise<Activity | ConnectorError> {
  try {
    return await askActivity(asking, window);
  } catch (error) {
    if (error instanceof TooMuchError || isRefusedForGood(error)) return error;
    throw error;
  }
}

/** Limits the failed requests of a reading. Once it is spent, a window that is too much counts as refused. */
function createBudget(): FailureBudget & { readonly isSpent: boolean } {
  let failures = 0;
  return {
    spend(error) {
      failures += 1;
      if (failures > FAILED_REQUESTS_LIMIT) throw error;
    },
    get isSpent() {
      return failures > FAILED_REQUESTS_LIMIT;
    },
  };
}

function pairsIn(activity: Activity): number {
  return activity.values().reduce((sum, { size }) => sum + size, 0);
}

/** In whole days. */
function halfOf(size: number): number {
  return Math.ceil(size / 2 / DAY_MS) * DAY_MS;
}

/** One day at a time. */
async function* daysOfVisits(
  input: Input,
  context: StreamContext,
  range: TimeWindow,
): AsyncGenerator<readonly ActiveDay[]> {
  for (const start of utcDaysIn(range)) yield [{ start, visitors: await visitorsOn(input, context, start) }];
}
