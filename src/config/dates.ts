import { configError } from '../airbyte/errors.ts';
import type { CalendarDay } from './types.ts';

const ISO_DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
/** The format of Qlik's connector, month first. */
const QLIK_DATE = /^(\d{2})\/(\d{2})\/(\d{4})$/;

/** UTC+14 is the time zone in which a day begins first. A day that has not begun there has begun nowhere. */
const LATEST_ZONE_OFFSET_MS = 14 * 3_600_000;

/** Pendo's times are epoch milliseconds. No data is older than 2013, when Pendo began. */
const EARLIEST_MS = 0;

/** Parses YYYY-MM-DD or MM/DD/YYYY. Throws a config error that names the property when no such day exists. */
export function parseDay(property: string, value: string): CalendarDay {
  const text = value.replace(QLIK_DATE, '$3-$1-$2');
  const utcMidnightMs = Date.parse(text);
  // Date.parse moves a day such as 2026-02-30 into the next month instead of refusing it.
  const exists = ISO_DATE.test(text) && !Number.isNaN(utcMidnightMs) && isoDayOf(utcMidnightMs) === text;
  if (!exists) {
    throw configError(`${property} ${value} is a day that does not exist; write a day of the calendar as YYYY-MM-DD.`);
  }
  if (utcMidnightMs < EARLIEST_MS) {
    throw configError(`${property} ${value} is too early; Pendo began in 2013, so give 1970-01-01 or a later day.`);
  }
  return { text, utcMidnightMs };
}

/** Throws a config error if the start day has not begun anywhere on Earth at `nowMs`. */
export function refuseFutureStart(start: CalendarDay, nowMs: number): void {
  const lastDay = isoDayOf(nowMs + LATEST_ZONE_OFFSET_MS);
  if (start.text <= lastDay) return;
  throw configError(`start_date ${start.text} lies in the future; give today or an earlier day, as YYYY-MM-DD.`);
}

/** Throws a config error if the end is before the start. The same day for both is valid. */
export function refuseEndBeforeStart(start: CalendarDay, end: CalendarDay): void {
  if (end.utcMidnightMs >= start.utcMidnightMs) return;
  throw configError(
    `end_date ${end.text} lies before start_date ${start.text}; give the same day or a later one, or leave end_date out.`,
  );
}

function isoDayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
