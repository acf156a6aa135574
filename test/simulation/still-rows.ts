import type { EmulatedSubscription } from '../../emulator/data/index.ts';
import type { JsonRecord, Stream } from '../helpers/airbyte/messages.ts';
import { pullFacts } from '../helpers/streams/index.ts';
import { expectedTable } from '../helpers/tables.ts';
import { timeOf } from './config-rows.ts';
import type { SyncConfig } from './scenario/types.ts';

const DAY_MS = 24 * 3_600_000;

export interface StillInput {
  readonly stream: Stream;
  readonly config: SyncConfig;
  /** As it is now. */
  readonly subscription: EmulatedSubscription;
  readonly now: number;
}

/**
 * Whether a row by time is of another day than the config names, in the subscription's time zone. The connector may
 * read a little more at both edges, and promises nothing about that.
 */
export function rowsOutsideDates({ stream, config, subscription }: StillInput): (row: JsonRecord) => boolean {
  const { reading } = pullFacts(stream.name);
  // A date as YYYY-MM-DD.
  const calendar = new Intl.DateTimeFormat('en-CA', { timeZone: subscription.timeZone });
  return (row) => {
    const time = timeOf(row, reading, config);
    if (time === undefined) return false;
    const date = calendar.format(time);
    return date < config.start_date || (config.end_date !== '' && date > config.end_date);
  };
}

/**
 * Whether a row lies in the 25th or 26th hour of its day, in the subscription's time zone. After the time zone has moved, the
 * view of docs/records.md hides such a row until its day is read again: there it takes the row for one of the old day.
 */
export function rowsOfLateHours({ stream, config, subscription }: StillInput): (row: JsonRecord) => boolean {
  const { reading } = pullFacts(stream.name);
  return (row) => {
    const time = timeOf(row, reading, config);
    return time !== undefined && time - subscription.bucketStart('dayRange', time) >= DAY_MS;
  };
}

/**
 * The rows of the one case that docs/records.md leaves open: by hour and for single events nothing shows that a UTC day
 * has lost all of its rows, as long as the day of the subscription still has some in the same app.
 */
export function rowsOfHole(input: StillInput & { readonly rows: readonly JsonRecord[] }): ReadonlySet<JsonRecord> {
  const { rows } = input;
  const { reading } = pullFacts(input.stream.name);
  if (reading.shows !== 'view' || rows[0]?.day !== undefined) return new Set();
  const { expected, utcDay, ownDay } = daysOf(input);
  const [utcDays, ownDays] = [new Set(expected.map(utcDay)), new Set(expected.map(ownDay))];
  return new Set(rows.filter((row) => !utcDays.has(utcDay(row)) && ownDays.has(ownDay(row))));
}

/** The rows of days that have no rows any more in their app. Only `daily_totals` shows that they are gone. */
export function rowsOfEmptyDays(input: StillInput & { readonly rows: readonly JsonRecord[] }): ReadonlySet<JsonRecord> {
  if (pullFacts(input.stream.name).reading.shows !== 'view') return new Set();
  const { expected, ownDay } = daysOf(input);
  const ownDays = new Set(expected.map(ownDay));
  return new Set(input.rows.filter((row) => !ownDays.has(ownDay(row))));
}

/** The rows that Pendo has, and to which day a row belongs: in UTC, or in the subscription's time zone and the app. */
function daysOf({ stream, config, subscription, now }: StillInput) {
  const { reading } = pullFacts(stream.name);
  const { end_date, ...open } = config;
  const rowConfig = end_date === '' ? open : { ...open, end_date };
  const time = (row: JsonRecord) => timeOf(row, reading, config) ?? 0;
  return {
    expected: [...expectedTable({ subscription, stream, config: rowConfig, now }).values()],
    utcDay: (row: JsonRecord) => new Date(time(row)).toISOString().slice(0, 10),
    ownDay: (row: JsonRecord) => `${subscription.bucketStart('dayRange', time(row))} ${JSON.stringify(row.app_id)}`,
  };
}

/**
 * The rows of days of an earlier time zone. Each is shown to be gone by `daily_totals`, unless a sync broke off before its
 * state or that of the stream knew of the day: then nobody does.
 */
export function rowsOfOldZone({ subscription }: StillInput, rows: readonly JsonRecord[]): ReadonlySet<JsonRecord> {
  const isOld = ({ day }: JsonRecord) => {
    const start = Date.parse(String(day));
    return day !== undefined && subscription.bucketStart('dayRange', start) !== start;
  };
  return new Set(rows.filter(isOld));
}
