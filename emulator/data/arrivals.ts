import type { World } from './world.ts';

const SHARE_FROM_BEFORE = 0.8;
const DAYS_BEFORE = 300;

/**
 * When the members of a growing collection (visitors, accounts, pages, …) come into existence, in the order of their
 * index.
 */
export interface Arrivals {
  /** The local day on which the member with this index first exists. */
  firstDay(index: number): number;
  /** How many existed before this local day began. */
  countBefore(day: number): number;
}

/**
 * `count` members exist at DEFAULT_NOW. Four of five existed before the first day with events, the others came during
 * those days. From the next day on, `newPerDay` more come each day, which may be a fraction.
 */
export function createArrivals(world: World, count: number, newPerDay: number): Arrivals {
  const before = Math.ceil(count * SHARE_FROM_BEFORE);
  const recentDays = Math.max(1, world.scale.days - 1);

  function firstDay(index: number): number {
    if (index < before) return world.firstDay - 1 - Math.floor(((before - 1 - index) / before) * DAYS_BEFORE);
    if (index < count) {
      const day = world.firstDay + Math.floor(((index - before) / (count - before)) * recentDays);
      return Math.min(day, world.defaultDay - 1);
    }
    return world.defaultDay + 1 + Math.floor((index - count) / newPerDay);
  }

  function countBefore(day: number): number {
    let low = 0;
    let high = count + Math.max(0, Math.ceil((day - world.defaultDay) * newPerDay)) + 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (firstDay(middle) < day) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  return { firstDay, countBefore };
}
