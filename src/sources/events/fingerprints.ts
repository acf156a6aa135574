import { hash } from 'node:crypto';
import { isObject } from '../../utils/is-object.ts';
import { DAY_MS, HOUR_MS } from '../../utils/time.ts';
import type { DayTotal } from '../day-totals.ts';
import { timeText } from '../state-time.ts';

/**
 * A day begins from 14 hours before midnight UTC to 12 hours after it. 13 hours later, it is the same date in UTC in all
 * time zones from UTC-10 to UTC+13.
 */
const CALENDAR_SHIFT_MS = 13 * HOUR_MS;
/** For the mark of a day, and again for the number of its rows. */
const BYTES_PER_DAY = 4;
const UNKNOWN_ROWS = 0xffffffff;
const NO_ROWS = 0;
const NEVER_COMPARED = 0xffffffff;
/** A state with more days than this is broken. */
const MOST_DAYS = 10_000;

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
  const mark = Number.parseInt(hash('sha256', texts.join('\n'), 'hex').slice(0, BYTES_PER_DAY * 2), 16);
  return mark === NO_ROWS || mark === NEVER_COMPARED ? 1 : mark;
}

/** Pendo sends only the days that have rows. */
export function fingerprintOn(days: CountedDays, number: number): Fingerprint {
  return days.get(number) ?? EMPTY_DAY;
}

/** Reads the fingerprints from a state. What cannot be read is left out. */
export function readFingerprints(state: unknown): Fingerprints {
  const fingerprints = new Map<number, Fingerprint>();
  if (!isObject(state) || typeof state.first !== 'number' || typeof state.marks !== 'string') return fingerprints;
  const marks = numbersIn(state.marks);
  const rows = typeof state.rows === 'string' ? numbersIn(state.rows) : [];
  for (const [index, mark] of marks.slice(0, MOST_DAYS).entries()) {
    if (mark !== NEVER_COMPARED) fingerprints.set(state.first + index, { mark, rows: knownRows(rows[index]) });
  }
  return fingerprints;
}

/**
 * For the state: the number of the first day, and then for each day four bytes for its mark and four for its rows.
 * `midnight` is the beginning of one of these days. Returns undefined if there are no days.
 */
export function historyState(fingerprints: Fingerprints, midnight: number | undefined): object | undefined {
  const numbers = [...fingerprints.keys()];
  if (numbers.length === 0) return undefined;
  const last = numbers.reduce((latest, number) => Math.max(latest, number));
  const first = numbers.reduce((earliest, number) => Math.min(earliest, number));
  const days = Array.from({ length: Math.min(last - first + 1, MOST_DAYS) }, (_, index) =>
    fingerprints.get(first + index),
  );
  const marks = textOf(days.map((day) => day?.mark ?? NEVER_COMPARED));
  const rows = textOf(days.map((day) => Math.min(day?.rows ?? UNKNOWN_ROWS, UNKNOWN_ROWS)));
  return { first, marks, rows, ...(midnight === undefined ? {} : { midnight: timeText(midnight) }) };
}

function knownRows(rows: number | undefined): number | undefined {
  return rows === UNKNOWN_ROWS ? undefined : rows;
}

function numbersIn(text: string): readonly number[] {
  const bytes = Buffer.from(text, 'base64');
  return Array.from({ length: Math.floor(bytes.length / BYTES_PER_DAY) }, (_, index) =>
    bytes.readUInt32LE(index * BYTES_PER_DAY),
  );
}

function textOf(numbers: readonly number[]): string {
  const bytes = Buffer.alloc(numbers.length * BYTES_PER_DAY);
  for (const [index, number] of numbers.entries()) bytes.writeUInt32LE(number, index * BYTES_PER_DAY);
  return bytes.toString('base64');
}
