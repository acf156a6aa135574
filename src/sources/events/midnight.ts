import { isObject } from '../../utils/is-object.ts';
import { DAY_MS } from '../../utils/time.ts';
import { timeText } from '../state-time.ts';
import { type CountedDays, dayNumber, type Fingerprints, NO_ROWS, OF_OLD_ZONE } from './fingerprints.ts';

/** Days from one change of the clocks to the next: the beginnings of the first and the last of them that had rows. */
export interface Midnights {
  readonly first: number;
  readonly last: number;
}

/** Reads the midnights of the last check from a state. Older states hold a single one. */
export function readMidnights(state: unknown): readonly Midnights[] {
  if (!isObject(state)) return [];
  const pairs: readonly unknown[] = Array.isArray(state.midnights)
    ? state.midnights
    : [[state.midnight, state.midnight]];
  return pairs.flatMap((pair) => {
    const [first, last] = Array.isArray(pair) ? pair.map(timeOf) : [];
    return first === undefined || last === undefined || Number.isNaN(first + last) ? [] : [{ first, last }];
  });
}

/** For the state. */
export function midnightsState(midnights: readonly Midnights[]): object {
  if (midnights.length === 0) return {};
  return { midnights: midnights.map(({ first, last }) => [timeText(first), timeText(last)]) };
}

/** A new pair begins where the clocks change. */
export function midnightsOf(counts: CountedDays): readonly Midnights[] {
  const midnights: { first: number; last: number }[] = [];
  for (const start of Array.from(counts.values(), (day) => day.start).sort((left, right) => left - right)) {
    const newest = midnights.at(-1);
    if (newest !== undefined && timeOfDay(newest.first) === timeOfDay(start)) newest.last = start;
    else midnights.push({ first: start, last: start });
  }
  return midnights;
}

/**
 * Whether the time zone has moved: a date that had rows begins at another time now. All dates are compared, since two
 * zones may have the same time in one half of the year.
 */
export function hasMoved(midnights: readonly Midnights[], known: Fingerprints, counts: CountedDays): boolean {
  return Array.from(counts).some(
    ([number, { start }]) =>
      (known.get(number)?.mark ?? NO_ROWS) !== NO_ROWS &&
      midnights.some(
        ({ first, last }) =>
          dayNumber(first) <= number && number <= dayNumber(last) && timeOfDay(first) !== timeOfDay(start),
      ),
  );
}

/**
 * After the time zone has moved, no day passes for compared until it was read again. A day that begins and counts as before
 * may lie in a week, month or quarter that begins at another time.
 */
export function daysOfOldZone(known: Fingerprints): Fingerprints {
  return new Map(
    Array.from(known, ([number, day]) => [number, day.mark === NO_ROWS ? day : { ...day, mark: OF_OLD_ZONE }]),
  );
}

function timeOf(text: unknown): number {
  return typeof text === 'string' ? Date.parse(text) : Number.NaN;
}

/** How long after the UTC midnight of its number a day begins. Negative east of Greenwich. */
function timeOfDay(start: number): number {
  return start - dayNumber(start) * DAY_MS;
}
