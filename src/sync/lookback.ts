import { HOUR_MS } from '../utils/time.ts';
import type { TimeWindow } from './types.ts';

/** A little less than a day, so that a daily sync that starts some minutes early still reads deep. */
const DEEP_READ_EVERY_MS = 23 * HOUR_MS;

export interface ReadSoFar {
  /** Everything before this was read once, in epoch milliseconds. */
  readonly end: number;
  /** When the deep read that this stands on began: the last completed one, or the first reading. */
  readonly deepReadAt: number | undefined;
}

export interface LookbackOptions {
  /** The whole range that the config asks for. */
  readonly range: TimeWindow;
  readonly soFar: ReadSoFar | undefined;
  readonly now: number;
  /** What is read again with each sync. */
  readonly newestMs: number;
  /** What is read again once a day. */
  readonly lookbackMs: number;
}

export interface ReadPlan {
  readonly range: TimeWindow;
  /** Whether the plan covers all that can have changed since the last deep read. */
  readonly deep: boolean;
}

/** Whether a day has passed since the last deep read began, both in epoch milliseconds. */
export function isDeepReadDue(deepReadAt: number, now: number): boolean {
  return now - deepReadAt >= DEEP_READ_EVERY_MS;
}

/**
 * What a sync reads: what is new, and what may have changed. Rows of a bucket can change for about ten days after it
 * (evidence.md#ten-days), so a deep read reaches back from when the last one *began*: what changed since then is missed
 * by no pause. A first reading that broke off goes on where it stopped, for what lies that far back was final when it
 * was read.
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
