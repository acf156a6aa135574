import { isRawNumber } from '../../demo/exact-json.ts';
import type { JsonRecord } from '../../demo/messages.ts';
import type { EmulatedSubscription } from '../../emulator/data/index.ts';
import type { ObjectSource } from '../../emulator/types.ts';
import { promiseOfBuckets, promiseOfChanges, type ReadingPromise } from './promise.ts';
import type { SyncConfig } from './scenario/types.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const EASTERNMOST_MS = 14 * HOUR_MS;
const WESTERNMOST_MS = 12 * HOUR_MS;

type Property = keyof SyncConfig;

/** What the simulation knows of a stream beyond its rows: from the design, not from `src/`. */
export interface StreamKind {
  readonly promise: () => ReadingPromise;
  /** Whether a reading that broke goes on from its state. */
  readonly resumes: boolean;
  /** Properties that decide which rows it has. */
  readonly depends: readonly Property[];
  readonly timeColumn?: (config: SyncConfig) => string;
  /** Its objects, where rows may have been read by their ids. */
  readonly objects?: { readonly column: string; readonly source: ObjectSource };
  readonly newestMs: (config: SyncConfig) => number;
  /** Up to where it reads at most. */
  readonly endMs: (config: SyncConfig) => number;
}

const aDay = () => DAY_MS;
const WITHOUT_TIME = { promise: promiseOfChanges, newestMs: aDay, endMs: endMsOf };
const bucket = ({ period }: SyncConfig) => period;
const GROUPED: StreamKind = {
  promise: promiseOfBuckets,
  resumes: true,
  depends: ['period', 'app_ids', 'start_date', 'exclude_list'],
  timeColumn: bucket,
  newestMs: ({ period }) => (period === 'day' ? 2 * DAY_MS : DAY_MS),
  endMs: endMsOf,
};
const SINGLE: StreamKind = {
  promise: promiseOfBuckets,
  resumes: true,
  depends: ['app_ids', 'start_date', 'exclude_list'],
  timeColumn: () => 'browser_time',
  newestMs: aDay,
  endMs: endMsOf,
};
const LIST: StreamKind = { ...WITHOUT_TIME, resumes: false, depends: ['app_ids'] };
const METADATA: StreamKind = { ...WITHOUT_TIME, resumes: false, depends: [] };

const KINDS: Readonly<Record<string, StreamKind>> = {
  accounts: { ...WITHOUT_TIME, resumes: true, depends: [] },
  visitors: { ...WITHOUT_TIME, resumes: true, depends: ['include_anonymous_visitors'] },
  pages: LIST,
  features: LIST,
  track_types: LIST,
  guides: LIST,
  metadata_accounts: METADATA,
  metadata_visitors: METADATA,
  events: GROUPED,
  page_events: { ...GROUPED, objects: { column: 'page_id', source: 'pages' } },
  feature_events: { ...GROUPED, objects: { column: 'feature_id', source: 'features' } },
  track_events: { ...GROUPED, objects: { column: 'track_type_id', source: 'trackTypes' } },
  guide_events: SINGLE,
  poll_events: SINGLE,
  visitor_history: {
    promise: promiseOfBuckets,
    resumes: true,
    depends: ['start_date', 'include_anonymous_visitors'],
    timeColumn: () => 'ts',
    newestMs: aDay,
    // It reads whole days.
    endMs: (config) => Math.ceil(endMsOf(config) / DAY_MS) * DAY_MS,
  },
};

export function kindOf(stream: string): StreamKind {
  const kind = KINDS[stream];
  if (kind === undefined) throw new Error(`The simulation does not know the stream ${stream}.`);
  return kind;
}

/** Whether a state that was made with `before` cannot vouch for what `now` asks for. */
export function asksForMore(kind: StreamKind, before: SyncConfig, now: SyncConfig): boolean {
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

/** The end of the last day in the zone where it ends last; infinity without an end date. */
function endMsOf({ end_date }: SyncConfig): number {
  return end_date === '' ? Number.POSITIVE_INFINITY : Date.parse(end_date) + DAY_MS + WESTERNMOST_MS;
}

function wholeNumber(value: unknown): number {
  return Number(isRawNumber(value) ? value.rawJSON : value);
}

/** Whether a row of the table is one that this config asks for: rows of an earlier, wider config stay. */
export function belongs(
  row: JsonRecord,
  kind: StreamKind,
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
export function timeOf(row: JsonRecord, kind: StreamKind, config: SyncConfig): number | undefined {
  return kind.timeColumn === undefined ? undefined : Date.parse(String(row[kind.timeColumn(config)]));
}
