import { TooMuchError } from '../../airbyte/errors.ts';
import type { VisitorHistorySource } from '../../streams/types.ts';
import { createFailureBudget } from '../../sync/read-windows.ts';
import type { StreamContext, TimeWindow } from '../../sync/types.ts';
import { DAY_MS } from '../../utils/time.ts';
import type { SourceInput } from '../kind.ts';
import { isRefusedForGood } from '../missing-product.ts';
import { type Activity, askActivity } from './activity.ts';
import { type ActiveDay, LONGEST_DAY_MS } from './days.ts';
import { visitorsOn } from './visits.ts';

/** The first window holds what an hourly sync reads; later ones grow while they bring few pairs. */
const FIRST_WINDOW_MS = 3 * DAY_MS;
const LONGEST_WINDOW_MS = 12 * DAY_MS;
/** So many pairs take about ten megabytes. */
const FEW_PAIRS = 100_000;
const FAILED_REQUESTS_LIMIT = 60;

type Input = SourceInput<VisitorHistorySource>;

/**
 * The days of a range with their visitors, newest first, some days at a time. A day belongs to the range with which it
 * overlaps. Where Pendo refuses to tell the days with activity, all days between first and last visit take their place.
 */
export async function* daysNewestFirst(
  input: Input,
  context: StreamContext,
  range: TimeWindow,
): AsyncGenerator<readonly ActiveDay[]> {
  const asking = { input, context, budget: createFailureBudget(FAILED_REQUESTS_LIMIT) };
  const from = range.from - LONGEST_DAY_MS;
  let size = FIRST_WINDOW_MS;
  for (let to = range.to; to > from; ) {
    const window = { from: Math.max(from, to - size), to };
    try {
      const activity = await askActivity(asking, window);
      yield inOrder(activity);
      to = window.from;
      size = sizeAfter(size, activity);
    } catch (error) {
      if (error instanceof TooMuchError && window.to - window.from > DAY_MS) {
        asking.budget.spend(error);
        size = halfOf(window.to - window.from);
      } else if (error instanceof TooMuchError || isRefusedForGood(error)) {
        input.warnOnce(
          'activity',
          `asking for every day between the first and the last visit of each visitor, because Pendo does not tell the days with activity. ${error.message}`,
        );
        yield* daysOfVisits(input, context, { from: range.from, to });
        return;
      } else throw error;
    }
  }
}

function inOrder(activity: Activity): readonly ActiveDay[] {
  return Array.from(activity, ([start, visitors]) => ({ start, visitors })).sort(
    (left, right) => right.start - left.start,
  );
}

function sizeAfter(size: number, activity: Activity): number {
  const pairs = activity.values().reduce((sum, { size: visitors }) => sum + visitors, 0);
  return pairs <= FEW_PAIRS ? Math.min(size * 2, LONGEST_WINDOW_MS) : halfOf(size);
}

function halfOf(size: number): number {
  return Math.max(DAY_MS, Math.ceil(size / 2));
}

/** Days in UTC, one at a time. */
async function* daysOfVisits(
  input: Input,
  context: StreamContext,
  { from, to }: TimeWindow,
): AsyncGenerator<readonly ActiveDay[]> {
  const oldest = Math.floor(from / DAY_MS) * DAY_MS;
  for (let start = Math.floor((to - 1) / DAY_MS) * DAY_MS; start >= oldest; start -= DAY_MS) {
    yield [{ start, visitors: await visitorsOn(input, context, start) }];
  }
}
