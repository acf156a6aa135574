import type { TimeWindow } from '../../sync/types.ts';
import { DAY_MS, HOUR_MS } from '../../utils/time.ts';
import type { EventsInput } from './input.ts';

/** The length of the shortest day, on which two hours are skipped. No other bucket begins within this time. */
const WITHIN_LAST_DAY_MS = 22 * HOUR_MS;
/** The longest day has 26 hours: this much more. */
const REST_OF_LONGEST_DAY_MS = 4 * HOUR_MS;
const LONGEST_DAY_MS = DAY_MS + HOUR_MS;

/** Whether rows are placed in days of the subscription; otherwise whole UTC days are read. */
export function isByDay({ source, config }: EventsInput): boolean {
  return source.kind === 'aggregated_events' && config.period === 'day';
}

/**
 * The beginning of the whole day in which a range begins. Only whole days are read again, because all rows of a day share
 * one `bucket_read_at`. By day, each bucket is a whole day. By hour and for single events, a day is one in UTC.
 */
export function dayStart(input: EventsInput, time: number): number {
  return isByDay(input) ? time : Math.floor(time / DAY_MS) * DAY_MS;
}

/** The ranges that cover all of these days of the subscription, in the order of time, joined where they meet. */
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
