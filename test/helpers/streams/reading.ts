import type { ObjectSource } from '../../../emulator/types.ts';
import { type ReadSince, readSinceByBucket, readSinceByChange } from '../../simulation/rows-read-since.ts';
import type { SyncConfig } from '../../simulation/scenario/types.ts';
import { isRawNumber } from '../airbyte/exact-json.ts';
import type { JsonRecord } from '../airbyte/messages.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const WESTERNMOST_MS = 12 * HOUR_MS;

export type Property = keyof SyncConfig;

/** How a stream is read, as far as the simulation must know it. Written from the design, not from `src/`. */
export interface ReadingFacts {
  readonly createReadSince: () => ReadSince;
  /** Whether an interrupted read continues from its state. */
  readonly resumes: boolean;
  /** The config properties that decide which rows the stream has. */
  readonly depends: readonly Property[];
  /** The columns with a row's times; the latest of them decides its bucket. */
  readonly timeColumns?: (config: SyncConfig) => readonly string[];
  /** The objects of streams whose rows may have been read by object id. */
  readonly objects?: { readonly column: string; readonly source: ObjectSource };
  /** Whether the rows of apps that app_ids no longer names stay in the table, and do not tell their app. */
  readonly keepsGone?: boolean;
  /**
   * What shows the rows that Pendo still has: the table itself, or the view of docs/records.md. Without it, rows that
   * Pendo takes back stay, and what changes before the lookback goes unseen.
   */
  readonly shows?: 'table' | 'view' | undefined;
  /** Whether the rows of visitors that Pendo has deleted stay all the same. */
  readonly keepsDeletedVisitors?: boolean;
  /** Whether a row says that Pendo no longer has data for its key. */
  readonly saysNothing?: (row: JsonRecord) => boolean;
  /** Whether the days of the config are read wide, because no answer tells the subscription's time zone. */
  readonly readsUtcDays?: boolean;
  /** How far back a deep read goes; `lookback_days` when absent. */
  readonly lookbackMs?: number;
  readonly newestMs: (config: SyncConfig) => number;
  /** The latest time up to which it reads. */
  readonly endMs: (config: SyncConfig) => number;
}

const aDay = () => DAY_MS;
export const WITHOUT_TIME = {
  createReadSince: readSinceByChange,
  newestMs: aDay,
  endMs: endMsOf,
  shows: 'table',
} as const;
/** Every sync reads the stream in full, and the destination replaces the table. */
export const FULL: ReadingFacts = { ...WITHOUT_TIME, resumes: false, depends: [] };
const bucket = ({ period }: SyncConfig) => [period];
export const GROUPED: ReadingFacts = {
  createReadSince: readSinceByBucket,
  resumes: true,
  depends: ['period', 'app_ids', 'start_date', 'exclude_list'],
  timeColumns: bucket,
  shows: 'view',
  newestMs: ({ period }) => (period === 'day' ? 2 * DAY_MS : DAY_MS),
  endMs: endMsOf,
};
export const SINGLE: ReadingFacts = {
  createReadSince: readSinceByBucket,
  resumes: true,
  depends: ['app_ids', 'start_date', 'exclude_list'],
  timeColumns: () => ['browser_time'],
  newestMs: aDay,
  endMs: endMsOf,
};
/** Single events whose history is checked. */
export const CHECKED_SINGLE: ReadingFacts = { ...SINGLE, shows: 'view' };
export const LIST: ReadingFacts = { ...WITHOUT_TIME, resumes: false, depends: ['app_ids'] };

const SEEN: Omit<ReadingFacts, 'timeColumns'> = {
  createReadSince: readSinceByBucket,
  // A read has only one state, at its end; a sync that is killed after it has read everything.
  resumes: true,
  depends: ['app_ids', 'exclude_list'],
  // When app_ids names fewer apps, the rows of the others stay, and they have no app_id.
  keepsGone: true,
  newestMs: aDay,
  endMs: () => Number.POSITIVE_INFINITY,
};
export const GUIDES_SEEN: ReadingFacts = {
  ...SEEN,
  timeColumns: () => [
    ...['first_seen_at', 'last_seen_at', 'last_advanced_auto_at', 'last_dismissed_auto_at', 'last_timeout_at'],
    'last_not_seen_at',
  ],
};
export const POLLS_SEEN: ReadingFacts = { ...SEEN, timeColumns: () => ['time'] };

export const TOTALS: ReadingFacts = {
  createReadSince: readSinceByBucket,
  resumes: true,
  depends: ['app_ids', 'start_date', 'exclude_list'],
  timeColumns: () => ['day'],
  shows: 'table',
  saysNothing: ({ rows }) => Number(isRawNumber(rows) ? rows.rawJSON : rows) === 0,
  newestMs: () => 2 * DAY_MS,
  // Once a day everything is counted again.
  lookbackMs: Number.POSITIVE_INFINITY,
  endMs: endMsOf,
};

export const HISTORY: ReadingFacts = {
  createReadSince: readSinceByBucket,
  resumes: true,
  depends: ['start_date', 'include_anonymous_visitors'],
  timeColumns: () => ['ts'],
  readsUtcDays: true,
  newestMs: aDay,
  // History is read by whole days.
  endMs: (config) => Math.ceil(endMsOf(config) / DAY_MS) * DAY_MS,
};

/** At the latest: the end of the last day in the westernmost time zone; infinity without an end date. */
function endMsOf({ end_date }: SyncConfig): number {
  return end_date === '' ? Number.POSITIVE_INFINITY : Date.parse(end_date) + DAY_MS + WESTERNMOST_MS;
}
