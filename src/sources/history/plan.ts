import type { Config } from '../../config/types.ts';
import { planRead } from '../../sync/lookback.ts';
import type { TimeWindow } from '../../sync/types.ts';
import { DAY_MS, HOUR_MS } from '../../utils/time.ts';
import { endOf, startOf } from '../config-range.ts';
import { leftOf, utcDayOf } from './days.ts';
import type { HistoryProgress, Reading } from './progress.ts';

/**
 * Pendo answers for the last 180 days (evidence.md#history-endpoint). The last hour would be gone before it is read.
 */
const KEPT_MS = 180 * DAY_MS - HOUR_MS;

/** The oldest moment that Pendo answers for. */
export function oldestOf(now: number): number {
  return now - KEPT_MS;
}

/**
 * What a sync reads, in this order: what is left of a reading that broke off, and then the days that are new or may have
 * changed since. If the two meet, they become one reading that starts over, so that no day is read twice.
 */
export function planSync(config: Config, progress: HistoryProgress, now: number): readonly Reading[] {
  const broken = progress.reading;
  if (broken === undefined || broken.began > now) return [planReading(config, progress, now)];
  const left = { ...broken, ...withinLimits(broken, config, now) };
  const next = planReading(config, afterReading(progress, left), now);
  if (leftOf(left, left.position).to <= utcDayOf(next.from)) return [left, next];
  return [{ ...next, from: Math.min(left.from, next.from), deep: left.deep || next.deep }];
}

/**
 * The end of the last day in UTC that the config's end date can touch. Its events say on which days visitors were there,
 * not in which hours of them (evidence.md#history-and-events).
 */
export function endOfLastDay(config: Config): number {
  return Math.ceil(endOf(config) / DAY_MS) * DAY_MS;
}

/** How far the reading has come when all of it was read. */
export function afterReading(progress: HistoryProgress, { to, began, deep }: Reading): HistoryProgress {
  return {
    end: Math.max(progress.end ?? 0, Math.min(to, began)),
    deepReadAt: deep ? began : progress.deepReadAt,
    reading: undefined,
  };
}

function planReading(config: Config, progress: HistoryProgress, now: number): Reading {
  const range = withinLimits({ from: 0, to: now }, config, now);
  const { end, deepReadAt } = progress;
  const soFar = end === undefined ? undefined : { end: Math.min(end, now), deepReadAt };
  const plan = planRead({ range, soFar, now, newestMs: DAY_MS, lookbackMs: config.lookbackDays * DAY_MS });
  return { ...plan.range, deep: plan.deep, began: now, position: undefined };
}

/** The part of a range that config and Pendo allow. */
function withinLimits({ from, to }: TimeWindow, config: Config, now: number): TimeWindow {
  return { from: Math.max(from, startOf(config), oldestOf(now)), to: Math.min(to, endOfLastDay(config)) };
}
