import { HOUR_MS } from '../utils/time.ts';
import type { TimeWindow } from './types.ts';

/** A little less than a day, so that a daily sync that starts some minutes early still makes a deep read. */
const DEEP_READ_EVERY_MS = 23 * HOUR_MS;

export interface ReadSoFar {
  /** Everything before this time has been read once, in epoch milliseconds. */
  readonly end: number;
  /** When the last completed deep read began, or the first read if there was none. */
  readonly deepReadAt: number | undefined;
}

export interface LookbackOptions {
  /** The whole range that the config asks for. */
  readonly range: TimeWindow;
  readonly soFar: ReadSoFar | undefined;
  readonly now: number;
  /** The time range that every sync reads again. */
  readonly newestMs: number;
  /** The time range that a deep read, once a day, reads again. */
  readonly lookbackMs: number;
}

export interface ReadPlan {
  readonly range: TimeWindow;
  /** Whether the plan covers everything that can have changed since the last deep read. */
  readonly deep: boolean;
}

/** Whether a day has passed since the last deep read began. Both times are in epoch milliseconds. */
export function isDeepReadDue(deepReadAt: number, now: number): boolean {
  return now - deepReadAt >= DEEP_READ_EVERY_MS;
}

/**
 * Plans what a sync reads: new data, and data that may have changed. Rows of a bucket can change for about ten days
 * (evidence.md#ten-days). A deep read therefore reaches back from the time when the last one *began*, so that it sees
 * every later change, however long syncs were paused. A first read that broke off continues where it stopped: data that
 * is older than the lookback was final when it was read.
 *
 *     first read    start ------------------------------------------> now
 *     deep read             deepReadAt - lookback ------------------> now
 *     in between                                 end - newest ------> now
 */
export function planRead(options: LookbackOptions): ReadPlan {
  const { range, soFar, now } = options;
  if (soFar === undefined) return { range, deep: true };
  const deep = soFar.deepReadAt === undefined || isDeepReadDue(soFar.deepReadAt, now);
  const newest = soFar.end - options.newestMs;
  const deepest = (soFar.deepReadAt ?? soFar.end) - options.lookbackMs;
  const from = deep ? Math.min(newest, deepest) : newest;
  return { range: { from: Math.max(from, range.from), to: range.to }, deep };
}
