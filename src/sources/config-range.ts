import type { CalendarDay, Config } from '../config/types.ts';
import { DAY_MS, HOUR_MS } from '../utils/time.ts';

/**
 * A day begins in the subscription's time zone: somewhere from 14 hours before midnight UTC (UTC+14) to 12 hours after it
 * (UTC-12). Where Pendo does not tell which, reading a little more at the edge loses nothing.
 */
export const EARLIEST_MIDNIGHT_MS = 14 * HOUR_MS;
export const LATEST_MIDNIGHT_MS = 12 * HOUR_MS;

/** Pendo was founded in 2013: an earlier start costs requests that can bring nothing. */
const PENDO_BEGAN: CalendarDay = { text: '2013-01-01', utcMidnightMs: Date.UTC(2013, 0, 1) };

/** start_date, or the first day that Pendo can have. */
export function firstDayOf({ startDate }: Config): CalendarDay {
  return startDate.utcMidnightMs < PENDO_BEGAN.utcMidnightMs ? PENDO_BEGAN : startDate;
}

/** The first moment that start_date can mean, in epoch milliseconds. */
export function startOf(config: Config): number {
  return Math.max(config.startDate.utcMidnightMs - EARLIEST_MIDNIGHT_MS, PENDO_BEGAN.utcMidnightMs);
}

/** The moment after the last that end_date can mean, for the day is included; infinity without one. */
export function endOf(config: Config): number {
  if (config.endDate === undefined) return Number.POSITIVE_INFINITY;
  return config.endDate.utcMidnightMs + DAY_MS + LATEST_MIDNIGHT_MS;
}
