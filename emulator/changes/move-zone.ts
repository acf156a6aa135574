import type { EmulatedSubscription } from '../data/index.ts';
import { createTimeZone, type TimeZone } from '../data/time-zone.ts';
import type { EventQuery, PendoRow } from '../types.ts';
import { inBucket, isGrouped } from './buckets.ts';
import type { ZoneMove } from './types.ts';

/**
 * The same events at the same times, counted in other buckets (evidence.md#time-zone-change). Zones differ by whole
 * hours, so the hours are those of before, and days, weeks and months are put together from them. Such a query holds
 * its rows in memory. What the generator draws by local time (working hours, nightly imports, edits) stays as it was,
 * and so do single events.
 */
export function moveZone(world: EmulatedSubscription, { timeZone }: ZoneMove): EmulatedSubscription {
  const zone = createTimeZone(timeZone);
  return {
    ...world,
    timeZone,
    bucketStart: zone.bucketStart,
    nextBucket: zone.nextBucket,
    events: (query, now) => (isGrouped(query.source) ? groupedRows(world, zone, query, now) : world.events(query, now)),
  };
}

function* groupedRows(
  world: EmulatedSubscription,
  zone: TimeZone,
  query: EventQuery,
  now: number,
): Generator<PendoRow> {
  const { period, from } = query;
  const to = zone.nextBucket(period, Math.min(query.to, now + 1) - 1);
  const hours = Iterator.from(world.events({ ...query, period: 'hourRange', to }, now)).filter(
    ({ hour }) => zone.bucketStart(period, Number(hour)) >= from,
  );
  if (period === 'hourRange') yield* hours.map((row) => inBucket(zone, row, period));
  else for (const rows of rowsOfOneDay(zone, hours)) yield inBucket(zone, merged(rows), period);
}

/**
 * The hours of each row of a day. Rows that are the same in every field but the numbers are different rows if they are
 * of the same hour.
 */
function rowsOfOneDay(zone: TimeZone, hours: Iterable<PendoRow>): Iterable<readonly PendoRow[]> {
  const seen = new Map<string, number>();
  const groups = new Map<string, PendoRow[]>();
  for (const row of hours) {
    const identity = identityOf(row);
    const inHour = `${row.hour} ${identity}`;
    const place = seen.get(inHour) ?? 0;
    seen.set(inHour, place + 1);
    const key = `${zone.dayOf(Number(row.hour))} ${place} ${identity}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups.values();
}

const SUMS = ['numEvents', 'numMinutes', 'errorClickCount', 'rageClickCount', 'uTurnCount', 'deadClickCount'];
const NUMBERS = new Set([...SUMS, 'firstTime', 'lastTime', 'hour', 'week', 'month', 'quarter']);

function identityOf(row: PendoRow): string {
  return JSON.stringify(Object.entries(row).filter(([field]) => !NUMBERS.has(field)));
}

function merged(rows: readonly PendoRow[]): PendoRow {
  const sum = (field: string) => rows.reduce((total, row) => total + Number(row[field]), 0);
  const times = (field: string) => rows.map((row) => Number(row[field]));
  return {
    ...rows[0],
    ...Object.fromEntries(SUMS.map((field) => [field, sum(field)])),
    firstTime: Math.min(...times('firstTime')),
    lastTime: Math.max(...times('lastTime')),
  };
}
