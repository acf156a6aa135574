import type { TimeZone } from '../data/time-zone.ts';
import type { EventSource, PendoRow, Period } from '../types.ts';

const BUCKET_FIELDS: Readonly<Record<Period, string>> = {
  hourRange: 'hour',
  dayRange: 'day',
  weekRange: 'week',
  monthRange: 'month',
};

const GROUPED: readonly EventSource[] = ['events', 'pageEvents', 'featureEvents', 'trackEvents'];

/** Whether rows of the source count the events of a bucket. */
export function isGrouped(source: EventSource): boolean {
  return GROUPED.includes(source);
}

/** The row of an hour as the row of the bucket that the hour is in, with the longer periods of this time zone. */
export function inBucket(zone: TimeZone, { hour, ...row }: PendoRow, period: Period): PendoRow {
  const time = Number(hour);
  return { ...row, ...zone.longPeriods(zone.dayOf(time)), [BUCKET_FIELDS[period]]: zone.bucketStart(period, time) };
}
