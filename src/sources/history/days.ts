import type { Config } from '../../config/types.ts';
import { planRead } from '../../sync/lookback.ts';
import { DAY_MS } from '../../utils/time.ts';
import { endOf, startOf } from '../config-range.ts';
import type { HistoryProgress } from './progress.ts';

/** Pendo answers for 24 hours at a time, within its last 180 days (evidence.md#history-endpoint). */
const KEPT_DAYS = 180;

/** Whole days in UTC from `from` on, up to `to`; epoch milliseconds. */
export interface DayPlan {
  readonly from: number;
  readonly to: number;
  readonly deep: boolean;
}

/** The days that a sync reads: those that are new and may have changed, within what Pendo keeps. */
export function planDays(config: Config, progress: HistoryProgress, now: number): DayPlan {
  const oldest = now - KEPT_DAYS * DAY_MS;
  const range = { from: Math.max(startOf(config), oldest), to: Math.min(now, endOf(config)) };
  const soFar =
    progress.end === undefined ? undefined : { end: Math.min(progress.end, now), deepReadAt: progress.deepReadAt };
  const plan = planRead({ range, soFar, now, newestMs: DAY_MS, lookbackMs: config.lookbackDays * DAY_MS });
  const from = Math.floor(plan.range.from / DAY_MS) * DAY_MS;
  return { from: Math.max(from, Math.ceil(oldest / DAY_MS) * DAY_MS), to: plan.range.to, deep: plan.deep };
}
