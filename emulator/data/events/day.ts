import type { Timeline } from '../objects/timeline.ts';
import { HOUR_MS, type LongPeriods } from '../time-zone.ts';
import type { Visitors } from '../visitors.ts';
import type { World } from '../world.ts';

/** What all rows of one local day share, computed once. */
export interface EventDay {
  readonly day: number;
  readonly start: number;
  /** 23, 24 or 25, or in Antarctica/Troll 22 or 26. */
  readonly hours: number;
  readonly long: LongPeriods;
  /** The time that the query asks for, `[from, to)`, which can extend beyond the day. */
  readonly from: number;
  readonly to: number;
  /** How many visitors existed before the day began. `objects` is the same for objects of the source's kind. */
  readonly visitors: number;
  readonly objects: number;
}

const WEEKEND_SHARE = 0.6;

export interface DaySources {
  readonly world: World;
  readonly visitors: Visitors;
  /** Undefined for `events`, whose rows have no object. */
  readonly timeline: Timeline | undefined;
}

export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/** The local days that overlap `[from, to)` and can have data at `now`, oldest first. */
export function* eventDays(sources: DaySources, range: TimeRange, now: number): Iterable<EventDay> {
  const { zone, firstDay } = sources.world;
  const begin = Math.max(range.from, zone.dayStart(firstDay));
  const end = Math.min(range.to, now + 1);
  if (begin >= end) return;
  const last = zone.dayOf(end - 1);
  for (let day = zone.dayOf(begin); day <= last; day++) yield openDay(sources, range, day);
}

function openDay({ world, visitors, timeline }: DaySources, range: TimeRange, day: number): EventDay {
  const start = world.zone.dayStart(day);
  return {
    day,
    start,
    hours: Math.round((world.zone.dayStart(day + 1) - start) / HOUR_MS),
    long: world.zone.longPeriods(day),
    from: range.from,
    to: range.to,
    visitors: visitors.population.countBefore(day),
    objects: timeline?.countBefore(day) ?? 0,
  };
}

/** Day 0 was a Thursday, so Saturday and Sunday are the days 2 and 3 of each seven. */
export function countOnDay(perWorkingDay: number, day: number): number {
  const weekday = day % 7;
  return weekday === 2 || weekday === 3 ? Math.ceil(perWorkingDay * WEEKEND_SHARE) : perWorkingDay;
}
