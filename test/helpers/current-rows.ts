import { isRawNumber } from './airbyte/exact-json.ts';
import type { JsonRecord } from './airbyte/messages.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const LONGEST_DAY_MS = 26 * HOUR_MS;

/** The tables that the documented view reads. */
export interface CurrentRowsInput {
  readonly stream: string;
  readonly rows: readonly JsonRecord[];
  /** The table of daily_totals. */
  readonly totals: readonly JsonRecord[];
}

/**
 * The rows that the views of docs/records.md show: no other row of their day has a newer bucket_read_at (by day the
 * bucket, by hour and for single events the day in UTC), and Pendo has not counted 0 rows for their app and day since.
 * By hour and for single events a day with rows outweighs one without that has the same hours: it begins at another
 * time, because the time zone has moved or a day is longer than others.
 */
export function currentRows({ stream, rows, totals }: CurrentRowsInput): readonly JsonRecord[] {
  const newest = new Map<string, string>();
  for (const row of rows) {
    const readAt = String(row.bucket_read_at);
    if (readAt > (newest.get(dayOf(row)) ?? '')) newest.set(dayOf(row), readAt);
  }
  const counted = totals.filter((total) => total.source === stream);
  const [empty, full] = [true, false].map((isEmpty) =>
    Map.groupBy(
      counted.filter((total) => (numberOf(total.rows) === 0) === isEmpty),
      ({ app_id }) => numberOf(app_id),
    ),
  );
  const ofApp = (days: typeof empty, { app_id }: JsonRecord) => days?.get(numberOf(app_id)) ?? [];
  const isCountedAsGone = (row: JsonRecord) =>
    ofApp(empty, row).some(
      (total) => isOfDay(row, total, LONGEST_DAY_MS) && String(total.read_at) > String(row.bucket_read_at),
    ) && !ofApp(full, row).some((total) => isOfDay(row, total, DAY_MS));
  return rows.filter((row) => row.bucket_read_at === newest.get(dayOf(row)) && !isCountedAsGone(row));
}

function timeOf(row: JsonRecord): string {
  return String(row.day ?? row.hour ?? row.browser_time);
}

function dayOf(row: JsonRecord): string {
  return row.day === undefined ? timeOf(row).slice(0, 10) : timeOf(row);
}

function isOfDay(row: JsonRecord, { day }: JsonRecord, lengthMs: number): boolean {
  if (row.day !== undefined) return row.day === day;
  const [time, from] = [Date.parse(timeOf(row)), Date.parse(String(day))];
  return time >= from && time < from + lengthMs;
}

function numberOf(value: unknown): number {
  return Number(isRawNumber(value) ? value.rawJSON : value);
}
