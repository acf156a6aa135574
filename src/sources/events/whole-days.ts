import type { TimeWindow } from '../../sync/types.ts';
import { DAY_MS, HOUR_MS } from '../../utils/time.ts';
import type { EventsInput } from './input.ts';

/** In a window that begins with a bucket and is so much longer than the days before its last one, no other bucket begins. */
const WITHIN_LAST_DAY_MS = 23 * HOUR_MS;
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
  const ranges: { from: number; to: number }[] = [];
  for (const { start } of days.toSorted((left, right) => left.start - right.start)) {
    const { from, to } = rangeOf(input, start, bounds);
    const last = ranges.at(-1);
    if (last !== undefined && from <= last.to + HOUR_MS * 2) last.to = Math.max(last.to, to);
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
