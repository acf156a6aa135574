import { HOUR_MS } from '../time-zone.ts';
import type { World } from '../world.ts';

/** One object of a short list at a given moment. */
export interface Life {
  readonly number: number;
  readonly createdAt: number;
  readonly editedAt: number;
}

export interface Growth {
  /** How many exist at DEFAULT_NOW. */
  readonly count: number;
  /** After that, one more comes every `everyDays` days. */
  readonly everyDays: number;
}

const DAYS_BEFORE = 30;
const DELETED_AFTER_DAYS = 3;

/**
 * The members of a short list at `now`. The list grows, each member is edited every few days, and every sixth is
 * deleted some day.
 */
export function* lives(world: World, { count, everyDays }: Growth, now: number): Generator<Life> {
  const { zone, defaultDay, firstDay } = world;
  const today = zone.dayOf(now);
  for (let number = 0; ; number++) {
    const createdDay = number < count ? firstDay - DAYS_BEFORE + number : defaultDay + everyDays * (number - count + 1);
    const createdAt = zone.dayStart(createdDay) + 9 * HOUR_MS;
    if (createdDay > today || createdAt > now) return;
    const isGone = number % 6 === 5 && today >= Math.max(createdDay, defaultDay) + DELETED_AFTER_DAYS;
    if (!isGone) yield { number, createdAt, editedAt: Math.max(createdAt, lastEdit(world, number, now)) };
  }
}

/** Edits happen at ten in the morning, every third day or less often. */
function lastEdit({ zone }: World, number: number, now: number): number {
  const everyDays = 3 + (number % 5);
  const today = zone.dayOf(now);
  const day = today - (today % everyDays);
  const time = zone.dayStart(day) + 10 * HOUR_MS;
  return time <= now ? time : zone.dayStart(day - everyDays) + 10 * HOUR_MS;
}
