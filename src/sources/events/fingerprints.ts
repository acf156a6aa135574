import { hash } from 'node:crypto';
import { DAY_MS, HOUR_MS } from '../../utils/time.ts';
import type { DayTotal } from '../day-totals.ts';

/**
 * A day begins from 14 hours before midnight UTC to 12 hours after it. 13 hours later, it is the same date in UTC in all
 * time zones from UTC-10 to UTC+13.
 */
const CALENDAR_SHIFT_MS = 13 * HOUR_MS;
/** A mark is a number of four bytes. */
const MARK_DIGITS = 8;
export const NO_ROWS = 0;
/** Stands in a state for a day that was never compared. */
export const NEVER_COMPARED = 0xffffffff;
/** The mark of a day with rows that was not read again since the time zone moved. No count has this mark. */
export const OF_OLD_ZONE = 0xfffffffe;

/** What Pendo counted on one day, over all apps. */
export interface CountedDay {
  /** The beginning of the day, in epoch milliseconds. */
  readonly start: number;
  readonly rows: number;
  /** A hash of the counts in four bytes. 0 for a day without rows. */
  readonly mark: number;
}

/** By the day's number in the calendar. A day keeps its number when the time zone moves. */
export type CountedDays = ReadonlyMap<number, CountedDay>;

/** A day as it was counted when its rows were last read. */
export interface Fingerprint {
  readonly mark: number;
  /** Undefined if the state does not hold it. */
  readonly rows: number | undefined;
}

/** By the number of the day. Days that are not in it were never compared. */
export type Fingerprints = ReadonlyMap<number, Fingerprint>;

export const EMPTY_DAY: Fingerprint = { mark: NO_ROWS, rows: 0 };

export function dayNumber(start: number): number {
  return Math.floor((start + CALENDAR_SHIFT_MS) / DAY_MS);
}

/** Joins the totals of each day's apps. */
export function countedDays(totals: readonly DayTotal[]): CountedDays {
  const byDay = Map.groupBy(totals, ({ day }) => dayNumber(day));
  return new Map(
    Array.from(byDay, ([number, parts]) => {
      const start = Math.min(...parts.map(({ day }) => day));
      const rows = parts.reduce((sum, { counts }) => sum + counts.rows, 0);
      return [number, { start, rows, mark: rows === 0 ? NO_ROWS : markOf(parts) }];
    }),
  );
}

function markOf(parts: readonly DayTotal[]): number {
  const texts = parts.map(({ app, day, counts }) => JSON.stringify([app, day, counts])).sort();
  const mark = Number.parseInt(hash('sha256', texts.join('\n'), 'hex').slice(0, MARK_DIGITS), 16);
  return mark === NO_ROWS || mark >= OF_OLD_ZONE ? 1 : mark;
}

/** Pendo sends only the days that have rows. */
export function fingerprintOn(days: CountedDays, number: number): Fingerprint {
  return days.get(number) ?? EMPTY_DAY;
}
