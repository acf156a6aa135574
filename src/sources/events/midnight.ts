import { isObject } from '../../utils/is-object.ts';
import { type CountedDays, dayNumber } from './fingerprints.ts';

/** The beginning of one day at the last check. If that date begins at another time now, the time zone has moved. */
export function readMidnight(state: unknown): number | undefined {
  const time = isObject(state) && typeof state.midnight === 'string' ? Date.parse(state.midnight) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

/** Compares the same date, since summer time moves the midnights of others. */
export function hasMoved(midnight: number | undefined, counts: CountedDays): boolean {
  const now = midnight === undefined ? undefined : counts.get(dayNumber(midnight))?.start;
  return now !== undefined && now !== midnight;
}

/** The beginning of the newest counted day, which the next check counts too. */
export function newestMidnight(counts: CountedDays): number | undefined {
  const starts = Array.from(counts.values(), ({ start }) => start);
  return starts.length === 0 ? undefined : starts.reduce((latest, start) => Math.max(latest, start));
}
