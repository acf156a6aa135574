import type { Period, Subscription } from '../types.ts';

const HOUR_MS = 3_600_000;
const UNIT_MS: Readonly<Record<string, number>> = { seconds: 1_000, minutes: 60_000, hours: HOUR_MS };
const UNIT_DAYS: Readonly<Record<string, number>> = { days: 1, weeks: 7 };
const UNIT_MONTHS: Readonly<Record<string, number>> = { months: 1, quarters: 3, years: 12 };
const PERIODS: Readonly<Record<string, Period>> = {
  hourly: 'hourRange',
  daily: 'dayRange',
  weekly: 'weekRange',
  monthly: 'monthRange',
};

/** By time zone. To make one costs more than to use it a hundred times. */
const DATE_FORMATS = new Map<string, Intl.DateTimeFormat>();

/** A local date and time. Months count from 1. */
type WallTime = readonly number[];

const ISO =
  /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3})\d*)?)?)?(Z|[+-]\d{2}:?\d{2})?$/;

/**
 * `date(2021,7,28)` with one to seven parts (year, month, day, hour, minute, second, millisecond), or an ISO text
 * (evidence.md#date-functions). The time is in the subscription's zone, or in the zone that the text names. Null if it
 * is not a date.
 */
export function timeOfDate(subscription: Subscription, parts: readonly unknown[]): number | null {
  const [only] = parts;
  if (parts.length === 1 && typeof only === 'string') return timeOfText(subscription, only);
  return parts.every((part) => typeof part === 'number') ? localTime(subscription, parts) : null;
}

function timeOfText(subscription: Subscription, text: string): number | null {
  const found = ISO.exec(text);
  if (found === null) return null;
  const [, year, month = '01', day = '01', hour = '00', minute = '00', second = '00', ms = '0', zone] = found;
  const wall = [year, month, day, hour, minute, second].map(Number);
  const time = [...wall, Number(ms.padEnd(3, '0'))];
  return zone === undefined ? localTime(subscription, time) : utcTime(time) - offsetOf(zone);
}

function offsetOf(zone: string): number {
  if (zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith('-') ? -1 : 1) * minutes * 60_000;
}

function utcTime([year = Number.NaN, month = 1, day = 1, ...rest]: WallTime): number {
  const [hour = 0, minute = 0, second = 0, ms = 0] = rest;
  return Date.UTC(year, month - 1, day, hour, minute, second, ms);
}

/**
 * Adds the hours to midnight. On a day when the clocks change, times after the change are one hour off
 * (evidence.md#date-hours-at-change).
 */
function localTime(subscription: Subscription, [year, month = 1, day = 1, ...rest]: WallTime): number | null {
  const date = utcTime([year ?? Number.NaN, month, day]);
  if (Number.isNaN(date)) return null;
  const timeOfDay = utcTime([1970, 1, 1, ...rest]);
  return localMidnight(subscription, date) + timeOfDay;
}

function localMidnight(subscription: Subscription, utcMidnight: number): number {
  // At UTC noon it is this day or the next one everywhere on Earth. One of these days has the wanted date.
  const late = subscription.bucketStart('dayRange', utcMidnight + 12 * HOUR_MS);
  const early = subscription.bucketStart('dayRange', late - 1);
  const wanted = new Date(utcMidnight).toISOString().slice(0, 10);
  return localDate(subscription, late) === wanted ? late : early;
}

function localDate({ timeZone }: Subscription, time: number): string {
  const format = DATE_FORMATS.get(timeZone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' });
  DATE_FORMATS.set(timeZone, format);
  return format.format(time);
}

/**
 * `dateAdd(x, -3, "days")`. Days and longer units keep the local time of day, so a day may be 23 or 25 hours long
 * (evidence.md#date-functions).
 */
export function dateAdd(
  subscription: Subscription,
  { time, count, unit }: { time: unknown; count: unknown; unit: unknown },
): number | null {
  if (typeof time !== 'number' || typeof count !== 'number') return null;
  const unitMs = UNIT_MS[String(unit)];
  if (unitMs !== undefined) return time + count * unitMs;
  const midnight = subscription.bucketStart('dayRange', time);
  const timeOfDay = time - midnight;
  const unitDays = UNIT_DAYS[String(unit)];
  if (unitDays !== undefined) {
    return stepBuckets(subscription, { period: 'dayRange', start: midnight, count: count * unitDays }) + timeOfDay;
  }
  const unitMonths = UNIT_MONTHS[String(unit)];
  if (unitMonths === undefined) return null;
  const [year = 0, month = 1, day = 1] = localDate(subscription, time).split('-').map(Number);
  const first = new Date(Date.UTC(year, month - 1 + count * unitMonths));
  const lastDay = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  return localMidnight(subscription, first.setUTCDate(Math.min(day, lastDay))) + timeOfDay;
}

/**
 * The start of the bucket that is `count` buckets after the one that begins at `start`, or before it if `count` is
 * negative.
 */
export function stepBuckets(
  subscription: Subscription,
  { period, start, count }: { period: Period; start: number; count: number },
): number {
  let at = start;
  for (let step = 0; step < count; step += 1) at = subscription.nextBucket(period, at);
  for (let step = 0; step > count; step -= 1) at = subscription.bucketStart(period, at - 1);
  return at;
}

export function startOfPeriod(subscription: Subscription, period: unknown, time: unknown): number | null {
  const bucket = PERIODS[String(period)];
  return bucket !== undefined && typeof time === 'number' ? subscription.bucketStart(bucket, time) : null;
}
