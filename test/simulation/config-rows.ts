import type { EmulatedSubscription } from '../../emulator/data/index.ts';
import { isRawNumber } from '../helpers/airbyte/exact-json.ts';
import type { JsonRecord } from '../helpers/airbyte/messages.ts';
import { endMsOf, type Property, type ReadingFacts } from '../helpers/streams/reading.ts';
import type { SyncConfig } from './scenario/types.ts';

const HOUR_MS = 3_600_000;
const EASTERNMOST_MS = 14 * HOUR_MS;

/** Whether a state that was made with `before` cannot vouch for what `now` asks for. */
export function asksForMore(kind: ReadingFacts, before: SyncConfig, now: SyncConfig): boolean {
  return kind.depends.some((property) => WIDER[property](before, now));
}

type Wider = (before: SyncConfig, now: SyncConfig) => boolean;
const WIDER: Readonly<Record<Property, Wider>> = {
  start_date: (before, now) => now.start_date < before.start_date,
  period: (before, now) => now.period !== before.period,
  exclude_list: (before, now) => now.exclude_list !== before.exclude_list,
  include_anonymous_visitors: (before, now) => now.include_anonymous_visitors && !before.include_anonymous_visitors,
  // What lies behind an end that is gone is read as what is new.
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

function wholeNumber(value: unknown): number {
  return Number(isRawNumber(value) ? value.rawJSON : value);
}

/** Whether a row of the table is one that this config asks for: rows of an earlier, wider config stay. */
export function belongs(
  row: JsonRecord,
  kind: ReadingFacts,
  { config, subscription }: { config: SyncConfig; subscription: EmulatedSubscription },
): boolean {
  const { depends } = kind;
  const visitorId = String(row.visitor_id);
  const time = timeOf(row, kind, config);
  if (depends.includes('start_date') && (time ?? 0) < Date.parse(config.start_date) - EASTERNMOST_MS) return false;
  if (depends.includes('start_date') && (time ?? 0) >= endMsOf(config)) return false;
  if (depends.includes('app_ids') && config.app_ids !== '' && !appIds(config).includes(wholeNumber(row.app_id)))
    return false;
  if (depends.includes('exclude_list') && config.exclude_list !== 'ignore') {
    if (subscription.isExcluded(visitorId) !== (config.exclude_list === 'only')) return false;
  }
  const isAnonymous = visitorId.startsWith('_PENDO_T_');
  return !depends.includes('include_anonymous_visitors') || config.include_anonymous_visitors || !isAnonymous;
}

/** The time of a row's bucket in epoch milliseconds; undefined for rows that are in none. */
export function timeOf(row: JsonRecord, kind: ReadingFacts, config: SyncConfig): number | undefined {
  return kind.timeColumn === undefined ? undefined : Date.parse(String(row[kind.timeColumn(config)]));
}
