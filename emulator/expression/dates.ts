import type { Period, Subscription } from '../types.ts';

const UNIT_MS: Readonly<Record<string, number>> = { seconds: 1_000, minutes: 60_000, hours: 3_600_000 };
const UNIT_DAYS: Readonly<Record<string, number>> = { days: 1, weeks: 7 };
const PERIODS: Readonly<Record<string, Period>> = { hourly: 'hourRange', daily: 'dayRange' };

/** Midnight of `date(2021,7,28)` or `date("2022-04-01")` in the subscription's time zone [D]; null when it is no date. */
export function localMidnight(subscription: Subscription, parts: readonly unknown[]): number | null {
  const [year, month, day] = parts.length === 1 ? String(parts[0]).split('-').map(Number) : parts.map(Number);
  const utc = Date.UTC(year ?? Number.NaN, (month ?? Number.NaN) - 1, day);
  if (Number.isNaN(utc)) return null;
  // At UTC midnight plus 12 hours it is this day or the next one everywhere on earth; of these days one carries our date.
  const late = subscription.bucketStart('dayRange', utc + 12 * 3_600_000);
  const early = subscription.bucketStart('dayRange', late - 1);
  const wanted = new Date(utc).toISOString().slice(0, 10);
  return localDate(subscription, late) === wanted ? late : early;
}

function localDate(subscription: Subscription, time: number): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: subscription.timeZone, dateStyle: 'short' }).format(time);
}

/** `dateAdd(x, -3, "days")`: days and weeks keep the local time of day, so they may be 23 or 25 hours long [I]. */
export function dateAdd(
  subscription: Subscription,
  { time, count, unit }: { time: unknown; count: unknown; unit: unknown },
): number | null {
  if (typeof time !== 'number' || typeof count !== 'number') return null;
  const unitMs = UNIT_MS[String(unit)];
  if (unitMs !== undefined) return time + count * unitMs;
  const unitDays = UNIT_DAYS[String(unit)];
  if (unitDays === undefined) return null;
  const midnight = subscription.bucketStart('dayRange', time);
  return (
    stepBuckets(subscription, { period: 'dayRange', start: midnight, count: count * unitDays }) + (time - midnight)
  );
}

/** The bucket start that lies `count` buckets after (or, when negative, before) the bucket that begins at `start`. */
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
