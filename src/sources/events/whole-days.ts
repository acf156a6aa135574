import type { TimeWindow } from '../../sync/types.ts';
import { DAY_MS, HOUR_MS } from '../../utils/time.ts';
import type { EventsInput } from './input.ts';

/** The shortest day, where two hours are skipped at once: so long after a bucket began no other has begun. */
const WITHIN_LAST_DAY_MS = 22 * HOUR_MS;
/** What the longest day, of 26 hours, has beyond that. */
const REST_OF_LONGEST_DAY_MS = 4 * HOUR_MS;
const LONGEST_DAY_MS = DAY_MS + HOUR_MS;

/** Whether rows are placed in days of the subscription; otherwise whole UTC days are read. */
function isByDay({ source, config }: EventsInput): boolean {
  return source.kind === 'aggregated_events' && config.period === 'day';
}

/**
 * The beginning of the whole day in which a range begins. What is read again is always whole days, since all rows of a day
 * share one `bucket_read_at`: by day a bucket is one anyway, by hour and for single events it is a day in UTC.
 */
export function dayStart(input: EventsInput, time: number): number {
  return isByDay(input) ? time : Math.floor(time / DAY_MS) * DAY_MS;
}

/** The ranges that hold these days of the subscription whole, in the order of time, joined where they meet. */
export function wholeDays(
  input: EventsInput,
  days: readonly { readonly start: number }[],
  bounds: TimeWindow,
): readonly TimeWindow[] {
  return joined(days.map(({ start }) => rangeOf(input, start, bounds)));
}

/** The ranges in the order of time, joined where they meet. */
export function joined(all: readonly TimeWindow[]): readonly TimeWindow[] {
  const ranges: { from: number; to: number }[] = [];
  for (const { from, to } of all.toSorted((left, right) => left.from - right.from)) {
    const last = ranges.at(-1);
    if (last !== undefined && from <= last.to + REST_OF_LONGEST_DAY_MS) last.to = Math.max(last.to, to);
    else ranges.push({ from, to });
  }
  return ranges;
}

function rangeOf(input: EventsInput, start: number, bounds: TimeWindow): TimeWindow {
  if (isByDay(input)) return { from: start, to: start + WITHIN_LAST_DAY_MS };
  return {
    from: Math.max(dayStart(input, start), bounds.from),
    to: Math.min(dayStart(input, start + LONGEST_DAY_MS + DAY_MS - 1), bounds.to),
  };
}
