import { createArrivals } from './arrivals.ts';
import { HOUR_MS, MINUTE_MS } from './time-zone.ts';
import type { World } from './world.ts';

export interface Visit {
  readonly start: number;
  readonly end: number;
  /** When the visit first appears in Pendo's data. */
  readonly knownAt: number;
}

/** What Pendo knows at a given moment about the visits of a visitor or an account. */
export interface Presence {
  readonly firstVisit: number;
  readonly lastVisit: number;
  /**
   * Later than the last visit (evidence.md#last-updated-moves), or the time of an import that changed many at once.
   */
  readonly lastUpdated: number;
}

/** The visits of all visitors, or of all accounts. Members are identified by their index. Days are local. */
export interface Population {
  firstDay(index: number): number;
  /** How many members existed before this day began. */
  countBefore(day: number): number;
  isActive(index: number, day: number): boolean;
  /** Call it only for a day on which the member is active. */
  visit(index: number, day: number): Visit;
  /** Undefined while Pendo does not know the member. */
  presence(index: number, now: number): Presence | undefined;
}

const USUAL_SHARE = 0.35;
const DORMANT_AFTER_DAYS = 10;

interface Import {
  readonly everyDays: number;
  touches(index: number): boolean;
}

/**
 * A CRM updates most visitors every night, even without a recent visit (evidence.md#last-updated-moves), and some
 * accounts every few nights.
 */
const IMPORTS: Readonly<Record<'visitor' | 'account', Import>> = {
  visitor: { everyDays: 1, touches: (index) => index % 5 !== 0 },
  account: { everyDays: 4, touches: (index) => index % 3 === 1 },
};

export function createPopulation(world: World, kind: 'visitor' | 'account', count: number): Population {
  const { zone } = world;
  const activeShare = kind === 'visitor' ? world.scale.activeShare : undefined;
  const { everyDays, touches } = IMPORTS[kind];
  const { firstDay, countBefore } = createArrivals(world, count, Math.max(3, Math.floor(count * 0.005)));

  function isActive(index: number, day: number): boolean {
    const first = firstDay(index);
    if (day <= first) return day === first;
    if (isDaily(index) && activeShare === undefined) return true;
    if (isDormant(index) && day > first + DORMANT_AFTER_DAYS) return false;
    return world.random(kind, 'active', index, day).chance(activeShare ?? USUAL_SHARE);
  }

  function visit(index: number, day: number): Visit {
    const random = world.random(kind, 'visit', index, day);
    // A first visit is early in the day, so that new members are known on their first day.
    const isFirst = day === firstDay(index);
    const offset = isFirst ? random.below(8 * HOUR_MS) : random.between(7 * HOUR_MS, 19 * HOUR_MS);
    const start = zone.dayStart(day) + offset;
    const end = start + random.between(MINUTE_MS, 90 * MINUTE_MS);
    return { start, end, knownAt: end + random.between(2 * MINUTE_MS, 20 * MINUTE_MS) };
  }

  function lastKnownVisit(index: number, now: number): Visit | undefined {
    const first = firstDay(index);
    const today = zone.dayOf(now);
    const from = isDormant(index) ? Math.min(today, first + DORMANT_AFTER_DAYS) : today;
    for (let day = from; day >= first; day--) {
      if (!isActive(index, day)) continue;
      const candidate = visit(index, day);
      if (candidate.knownAt <= now) return candidate;
    }
    return undefined;
  }

  return {
    firstDay,
    countBefore,
    isActive,
    visit,
    presence(index, now) {
      const last = lastKnownVisit(index, now);
      if (last === undefined) return undefined;
      const imported = touches(index) ? lastImport(world, everyDays, now) : 0;
      return {
        firstVisit: visit(index, firstDay(index)).start,
        lastVisit: last.end,
        lastUpdated: Math.max(last.knownAt, imported),
      };
    },
  };
}

/** Some members are active every day, so that a search for an active member is short. */
function isDaily(index: number): boolean {
  return index % 7 === 0;
}

function isDormant(index: number): boolean {
  return index % 7 === 3;
}

/** An import updates all its members in the same millisecond. */
function lastImport(world: World, everyDays: number, now: number): number {
  const today = world.zone.dayOf(now);
  const day = today - (today % everyDays);
  const time = importTime(world, day);
  return time <= now ? time : importTime(world, day - everyDays);
}

function importTime(world: World, day: number): number {
  return world.zone.dayStart(day) + 2 * HOUR_MS + 123;
}
