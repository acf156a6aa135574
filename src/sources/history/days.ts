import type { TimeWindow } from '../../sync/types.ts';
import { DAY_MS, HOUR_MS } from '../../utils/time.ts';
import type { Position } from './progress.ts';

/** The longest and the shortest day that exist: in Antarctica/Troll, when summer time ends and begins. */
export const LONGEST_DAY_MS = DAY_MS + 2 * HOUR_MS;
const SHORTEST_DAY_MS = DAY_MS - 2 * HOUR_MS;

/** A day and the ids of the visitors who were there. */
export interface ActiveDay {
  readonly start: number;
  readonly visitors: Iterable<string>;
}

/** A day of one visitor. */
export interface VisitorDay {
  readonly visitorId: string;
  readonly start: number;
  readonly end: number;
}

export interface PairsOptions {
  /** Newest first. */
  readonly days: readonly ActiveDay[];
  /** The beginning of the day that was read before these. */
  readonly newer: number | undefined;
  /** Days that end before it are left out. */
  readonly from: number;
  /** Where a reading continues. */
  readonly position: Position | undefined;
}

/** The pairs of a visitor and a day that are left to read, in the order in which a sync reads them. */
export function pairsOf({ days, newer, from, position }: PairsOptions): readonly VisitorDay[] {
  return days.flatMap(({ start, visitors }, index) => {
    const underWay = position?.day === start ? position : undefined;
    const end = underWay?.dayEnd ?? endOfDay(start, days[index - 1]?.start ?? newer);
    if (end <= from) return [];
    return Array.from(visitors)
      .filter((visitorId) => underWay === undefined || visitorId > underWay.after)
      .sort(byCodeUnits)
      .map((visitorId) => ({ visitorId, start, end }));
  });
}

/**
 * What is left of a range. If the time zone moved, another day begins before the day under way ends. It is read too.
 */
export function leftOf({ from, to }: TimeWindow, position: Position | undefined): TimeWindow {
  return { from, to: position === undefined ? to : Math.min(to, position.day + SHORTEST_DAY_MS) };
}

/** One request returns 24 hours, so the day on which summer time ends needs two. */
export function partsOf({ start, end }: Pick<VisitorDay, 'start' | 'end'>): readonly TimeWindow[] {
  const middle = Math.min(end, start + DAY_MS);
  return [{ from: start, to: middle }, ...(end > middle ? [{ from: middle, to: end }] : [])];
}

/** `next` is the beginning of the next day with activity. There may be days without activity before it. */
function endOfDay(start: number, next: number | undefined): number {
  if (next === undefined || next - start < SHORTEST_DAY_MS) return start + DAY_MS;
  if (next - start <= LONGEST_DAY_MS) return next;
  const extra = (next - start) % DAY_MS;
  return start + DAY_MS + (extra <= LONGEST_DAY_MS - DAY_MS ? extra : 0);
}

/** The same order in every sync, whatever the order in which Pendo sorts. */
function byCodeUnits(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
