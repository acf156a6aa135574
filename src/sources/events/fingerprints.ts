import { hash } from 'node:crypto';
import { isObject } from '../../utils/is-object.ts';
import { DAY_MS, HOUR_MS } from '../../utils/time.ts';
import type { DayTotal } from '../day-totals.ts';

/** A day begins somewhere from UTC-14 to UTC+12 hours; 13 hours later it is the same date in UTC, wherever that is. */
const CALENDAR_SHIFT_MS = 13 * HOUR_MS;
const MARK_BYTES = 4;
const NO_ROWS = 0;
const NEVER_COMPARED = 0xffffffff;
/** More days than this are no history of Pendo's. */
const MOST_DAYS = 10_000;

/** What Pendo counted on one day, over all apps. */
export interface CountedDay {
  /** The beginning of the day, in epoch milliseconds. */
  readonly start: number;
  readonly rows: number;
  /** Four bytes that change when the counts do; 0 for a day without rows. */
  readonly mark: number;
}

/** Days by their number in the calendar, so that a day keeps its number when the time zone moves. */
export type CountedDays = ReadonlyMap<number, CountedDay>;

/** The mark of each day as it was when its rows were last read. Days that it does not hold were never compared. */
export type Fingerprints = ReadonlyMap<number, number>;

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
  const mark = Number.parseInt(hash('sha256', texts.join('\n'), 'hex').slice(0, MARK_BYTES * 2), 16);
  return mark === NO_ROWS || mark === NEVER_COMPARED ? 1 : mark;
}

/** The mark of a day that Pendo counted, or 0 for one without rows. */
export function markOn(days: CountedDays, number: number): number {
  return days.get(number)?.mark ?? NO_ROWS;
}

/** From what a state holds; what cannot be read there counts as nothing. */
export function readFingerprints(state: unknown): Fingerprints {
  const fingerprints = new Map<number, number>();
  if (!isObject(state) || typeof state.first !== 'number' || typeof state.marks !== 'string') return fingerprints;
  const bytes = Buffer.from(state.marks, 'base64');
  const count = Math.min(Math.floor(bytes.length / MARK_BYTES), MOST_DAYS);
  for (let index = 0; index < count; index += 1) {
    const mark = bytes.readUInt32LE(index * MARK_BYTES);
    if (mark !== NEVER_COMPARED) fingerprints.set(state.first + index, mark);
  }
  return fingerprints;
}

/** For the state: the number of the first day, and four bytes per day from there on; undefined without any day. */
export function fingerprintsState(fingerprints: Fingerprints): object | undefined {
  const numbers = [...fingerprints.keys()];
  if (numbers.length === 0) return undefined;
  const last = numbers.reduce((latest, number) => Math.max(latest, number));
  const first = numbers.reduce((earliest, number) => Math.min(earliest, number));
  const bytes = Buffer.alloc(Math.min(last - first + 1, MOST_DAYS) * MARK_BYTES);
  for (let offset = 0; offset < bytes.length; offset += MARK_BYTES) {
    bytes.writeUInt32LE(fingerprints.get(first + offset / MARK_BYTES) ?? NEVER_COMPARED, offset);
  }
  return { first, marks: bytes.toString('base64') };
}
