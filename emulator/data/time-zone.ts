import type { Period } from '../types.ts';
import { remember } from './remember.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** The starts of the longer periods that a row contains besides its day or hour. */
export interface LongPeriods {
  readonly week: number;
  readonly month: number;
  readonly quarter: number;
}

/**
 * The calendar of a subscription. A local day is a number: the days from 1970-01-01 to its date. Times are epoch ms.
 * Pendo supports only whole-hour offsets (evidence.md#whole-hour-zones), so hours are UTC hours and a day has 23 to 25
 * of them (22 or 26 in Antarctica/Troll).
 */
export interface TimeZone {
  readonly name: string;
  dayOf(time: number): number;
  /** The first instant of a local day, even if midnight is skipped. */
  dayStart(day: number): number;
  bucketStart(period: Period, time: number): number;
  nextBucket(period: Period, start: number): number;
  /** Weeks start on Sunday (evidence.md#week-start). */
  longPeriods(day: number): LongPeriods;
}

/** Throws a RangeError for a name that Intl does not know. */
export function createTimeZone(name: string): TimeZone {
  const offsetAt = createOffsets(name);
  const dayOf = (time: number) => Math.floor((time + offsetAt(time)) / DAY_MS);

  function findDayStart(day: number): number {
    let start = day * DAY_MS - offsetAt(day * DAY_MS);
    while (dayOf(start - HOUR_MS) >= day) start -= HOUR_MS;
    while (dayOf(start) < day) start += HOUR_MS;
    return start;
  }

  const dayStart = remember(findDayStart);

  /** The start of the bucket that is `step` buckets after the one that contains the time. */
  function bucket(period: Period, time: number, step: 0 | 1): number {
    const day = dayOf(time);
    const date = new Date(day * DAY_MS);
    switch (period) {
      case 'hourRange':
        return floorToHour(time) + step * HOUR_MS;
      case 'dayRange':
        return dayStart(day + step);
      case 'weekRange':
        return dayStart(day - date.getUTCDay() + 7 * step);
      case 'monthRange':
        return dayStart(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + step) / DAY_MS);
    }
  }

  return {
    name,
    dayOf,
    dayStart,
    bucketStart: (period, time) => bucket(period, time, 0),
    nextBucket: (period, start) => bucket(period, start, 1),
    longPeriods: (day) => {
      const date = new Date(day * DAY_MS);
      const monthStart = (month: number) => dayStart(Date.UTC(date.getUTCFullYear(), month) / DAY_MS);
      const month = date.getUTCMonth();
      return {
        week: dayStart(day - date.getUTCDay()),
        month: monthStart(month),
        quarter: monthStart(month - (month % 3)),
      };
    },
  };
}

function floorToHour(time: number): number {
  return Math.floor(time / HOUR_MS) * HOUR_MS;
}

/**
 * The offset from UTC in ms. Intl is slow, so most days ask it only at their start and end: no zone changes its offset
 * twice in a day. Other days ask once per UTC hour: in a whole-hour zone the offset changes only between hours.
 */
function createOffsets(name: string): (time: number) => number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' });
  const offsetInHour = remember((hour: number) => readOffset(format, hour * HOUR_MS));
  const offsetInDay = remember((day: number) => {
    const offset = offsetInHour(day * 24);
    return offset === offsetInHour((day + 1) * 24) ? offset : Number.NaN;
  });
  return (time) => {
    const offset = offsetInDay(Math.floor(time / DAY_MS));
    return Number.isNaN(offset) ? offsetInHour(Math.floor(time / HOUR_MS)) : offset;
  };
}

function readOffset(format: Intl.DateTimeFormat, time: number): number {
  const text = format.formatToParts(time).find((part) => part.type === 'timeZoneName')?.value ?? '';
  const [, sign = '+', hours = '0', minutes = '0'] = /^GMT([+-])(\d{2}):(\d{2})/.exec(text) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * HOUR_MS + Number(minutes) * MINUTE_MS);
}
