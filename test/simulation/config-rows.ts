import type { EmulatedSubscription } from '../../emulator/data/index.ts';
import { isRawNumber } from '../helpers/airbyte/exact-json.ts';
import type { JsonRecord } from '../helpers/airbyte/messages.ts';
import type { Property, ReadingFacts } from '../helpers/streams/reading.ts';
import { daysOf, rangeOf } from '../helpers/streams/rows.ts';
import type { SyncConfig } from './scenario/types.ts';

/**
 * Whether a state from the config `before` is no use for the config `now`, so that the stream must be read from the
 * start.
 */
export function invalidatesState(reading: ReadingFacts, before: SyncConfig, now: SyncConfig): boolean {
  return reading.depends.some((property) => INVALIDATES[property](before, now));
}

type Invalidates = (before: SyncConfig, now: SyncConfig) => boolean;
const INVALIDATES: Readonly<Record<Property, Invalidates>> = {
  start_date: (before, now) => now.start_date < before.start_date,
  period: (before, now) => now.period !== before.period,
  exclude_list: (before, now) => now.exclude_list !== before.exclude_list,
  include_anonymous_visitors: (before, now) => now.include_anonymous_visitors && !before.include_anonymous_visitors,
  // When the end date is removed, the rows after it are read like new rows.
  end_date: () => false,
  app_ids: (before, now) => {
    if (before.app_ids === '') return false;
    const known = appIds(before);
    return now.app_ids === '' || appIds(now).some((id) => !known.includes(id));
  },
  lookback_days: () => false,
  advanced: () => false,
};

function appIds({ app_ids }: SyncConfig): readonly number[] {
  return app_ids.split(',').map(Number);
}

export function numberOf(value: unknown): number {
  return Number(isRawNumber(value) ? value.rawJSON : value);
}

/** What a config asks for: `subscriptions` as it was at each moment at which something was read, newest last. */
export interface Asked {
  readonly config: SyncConfig;
  readonly subscriptions: readonly EmulatedSubscription[];
}

/**
 * Whether the config asks for this row, or did so before the exclude list changed. Rows of an earlier config that asked for
 * more stay in the table.
 */
export function matchesConfig(row: JsonRecord, reading: ReadingFacts, { config, subscriptions }: Asked): boolean {
  const subscription = subscriptions.at(-1);
  if (subscription === undefined) return false;
  const { depends } = reading;
  const visitorId = String(row.visitor_id);
  const time = timeOf(row, reading, config);
  if (depends.includes('start_date') && !isWithinDays(time ?? 0, reading, { config, subscription })) return false;
  // Rows that do not tell their app or visitor may be of any.
  const tellsApp = row.app_id != null || reading.keepsGone !== true;
  if (tellsApp && !isOfWantedApp(row, reading, config)) return false;
  if (depends.includes('exclude_list') && row.visitor_id != null && config.exclude_list !== 'ignore') {
    const isAskedFor = config.exclude_list === 'only';
    if (!subscriptions.some((one) => one.isExcluded(visitorId) === isAskedFor)) return false;
  }
  const isAnonymous = visitorId.startsWith('_PENDO_T_');
  return !depends.includes('include_anonymous_visitors') || config.include_anonymous_visitors || !isAnonymous;
}

function isWithinDays(
  time: number,
  { readsUtcDays }: ReadingFacts,
  { config, subscription }: { config: SyncConfig; subscription: EmulatedSubscription },
): boolean {
  const { end_date, ...open } = config;
  const days = end_date === '' ? open : { ...open, end_date };
  const now = Number.POSITIVE_INFINITY;
  const { from, to } = readsUtcDays === true ? rangeOf(days, now) : daysOf({ subscription, config: days, now });
  return time >= from && time < to;
}

/** Whether the row's app is one that the config asks for. */
export function isOfWantedApp(row: JsonRecord, { depends }: ReadingFacts, config: SyncConfig): boolean {
  if (!depends.includes('app_ids') || config.app_ids === '') return true;
  return appIds(config).includes(numberOf(row.app_id));
}

/** The time of a row's bucket in epoch milliseconds; undefined for streams without buckets. */
export function timeOf(row: JsonRecord, reading: ReadingFacts, config: SyncConfig): number | undefined {
  const texts = reading.timeColumns?.(config).map((column) => row[column] ?? EPOCH);
  return texts === undefined ? undefined : Math.max(...texts.map((text) => Date.parse(String(text))));
}

const EPOCH = '1970-01-01T00:00:00Z';
