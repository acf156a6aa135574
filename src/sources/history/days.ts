import type { TimeWindow } from '../../sync/types.ts';
import { DAY_MS } from '../../utils/time.ts';

/** Days in UTC are read from the newest to the oldest, and the visitors of a day in the order of their ids. */
export interface Position {
  /** The beginning of the day under way: all days after it were read. */
  readonly day: number;
  /** The last visitor of that day who was read. */
  readonly after: string;
}

/** A day in UTC and the ids of the visitors who were there. */
export interface ActiveDay {
  readonly start: number;
  readonly visitors: Iterable<string>;
}

/** A day in UTC of one visitor. */
export interface VisitorDay {
  readonly visitorId: string;
  readonly start: number;
}

/**
 * The beginning of the day in UTC. All days of this stream are days in UTC. A request answers the 24 hours from its
 * `starttime` on, and nobody knows whether Pendo rounds that time to a day: at midnight in UTC it makes no difference
 * (evidence.md#history-endpoint).
 */
export function utcDayOf(time: number): number {
  return Math.floor(time / DAY_MS) * DAY_MS;
}

/** The beginnings of all days in UTC that overlap with the range, newest first. */
export function utcDaysIn({ from, to }: TimeWindow): readonly number[] {
  const newest = utcDayOf(to - 1);
  const days = from < to ? (newest - utcDayOf(from)) / DAY_MS + 1 : 0;
  return Array.from({ length: days }, (_, index) => newest - index * DAY_MS);
}

/** The pairs of a visitor and a day that are left to read, in the order in which a sync reads them. */
export function pairsOf(days: readonly ActiveDay[], position: Position | undefined): readonly VisitorDay[] {
  return days
    .toSorted((left, right) => right.start - left.start)
    .flatMap(({ start, visitors }) =>
      Array.from(visitors)
        .filter((visitorId) => position?.day !== start || visitorId > position.after)
        .sort(byCodeUnits)
        .map((visitorId) => ({ visitorId, start })),
    );
}

/** What is left of a range, the day under way included. */
export function leftOf({ from, to }: TimeWindow, position: Position | undefined): TimeWindow {
  return { from, to: position === undefined ? to : Math.min(to, position.day + DAY_MS) };
}

/** The same order in every sync, whatever the order in which Pendo sorts. */
function byCodeUnits(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
