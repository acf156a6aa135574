import type { ObjectSource } from '../../../emulator/types.ts';
import { type ReadSince, readSinceByBucket, readSinceByChange } from '../../simulation/rows-read-since.ts';
import type { SyncConfig } from '../../simulation/scenario/types.ts';

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
  readonly timeColumn?: (config: SyncConfig) => string;
  /** The objects of streams whose rows may have been read by object id. */
  readonly objects?: { readonly column: string; readonly source: ObjectSource };
  readonly newestMs: (config: SyncConfig) => number;
  /** The latest time up to which it reads. */
  readonly endMs: (config: SyncConfig) => number;
}

const aDay = () => DAY_MS;
export const WITHOUT_TIME = { createReadSince: readSinceByChange, newestMs: aDay, endMs: endMsOf };
const bucket = ({ period }: SyncConfig) => period;
export const GROUPED: ReadingFacts = {
  createReadSince: readSinceByBucket,
  resumes: true,
  depends: ['period', 'app_ids', 'start_date', 'exclude_list'],
  timeColumn: bucket,
  newestMs: ({ period }) => (period === 'day' ? 2 * DAY_MS : DAY_MS),
  endMs: endMsOf,
};
export const SINGLE: ReadingFacts = {
  createReadSince: readSinceByBucket,
  resumes: true,
  depends: ['app_ids', 'start_date', 'exclude_list'],
  timeColumn: () => 'browser_time',
  newestMs: aDay,
  endMs: endMsOf,
};
export const LIST: ReadingFacts = { ...WITHOUT_TIME, resumes: false, depends: ['app_ids'] };
export const METADATA: ReadingFacts = { ...WITHOUT_TIME, resumes: false, depends: [] };

export const HISTORY: ReadingFacts = {
  createReadSince: readSinceByBucket,
  resumes: true,
  depends: ['start_date', 'include_anonymous_visitors'],
  timeColumn: () => 'ts',
  newestMs: aDay,
  // History is read by whole days.
  endMs: (config) => Math.ceil(endMsOf(config) / DAY_MS) * DAY_MS,
};

/** The end of the last day in the westernmost time zone; infinity without an end date. */
export function endMsOf({ end_date }: SyncConfig): number {
  return end_date === '' ? Number.POSITIVE_INFINITY : Date.parse(end_date) + DAY_MS + WESTERNMOST_MS;
}
