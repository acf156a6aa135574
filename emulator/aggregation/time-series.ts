import { stepBuckets } from '../expression/dates.ts';
import { Refusal } from '../http/refusal.ts';
import type { Period } from '../types.ts';
import { type Context, compileOrRefuse } from './context.ts';
import { isObject } from './json.ts';

/** Whole buckets, `[from, to)` in epoch milliseconds. */
export interface TimeRange {
  readonly period: Period;
  readonly from: number;
  readonly to: number;
}

/**
 * Parses `timeSeries`: `first` with `last` or `count`, rounded to whole buckets in the subscription's time zone. Both
 * ends are included (evidence.md#time-series-rounding). The periods that run a pipeline once per bucket (`daily`, ...)
 * are not emulated.
 */
export function resolveTimeSeries(context: Context, input: unknown): TimeRange {
  if (!isObject(input)) throw new Refusal(400, 'event sources require a timeSeries');
  const period = periodOf(input.period);
  const from = moment(context, input.first, 'first');
  const first = firstBucket(context, period, from);
  if ((input.last === undefined) === (input.count === undefined)) {
    throw new Refusal(400, 'timeSeries needs first and one of last, count');
  }
  return input.last === undefined
    ? countedRange(context, { period, first, count: input.count })
    : endedRange(context, { period, first, from, last: moment(context, input.last, 'last') });
}

function firstBucket({ subscription, behaviour }: Context, period: Period, from: number): number {
  const first = subscription.bucketStart(period, from);
  return behaviour.timeSeriesIsExact && first < from ? subscription.nextBucket(period, first) : first;
}

const PERIODS: readonly Period[] = ['hourRange', 'dayRange', 'weekRange', 'monthRange'];

function periodOf(period: unknown): Period {
  const known = PERIODS.find((name) => name === period);
  if (known !== undefined) return known;
  throw new Refusal(400, `unknown timeSeries period ${JSON.stringify(period)}`);
}

interface EndedRange {
  readonly period: Period;
  readonly first: number;
  /** The `first` of the request, which is not rounded. */
  readonly from: number;
  readonly last: number;
}

/**
 * A `last` in the future is accepted and gives data up to now (evidence.md#time-series-future). A `last` before `first`
 * is treated as a semantic error (evidence.md#time-series-reversed).
 */
function endedRange({ subscription, behaviour }: Context, range: EndedRange): TimeRange {
  const { period, first, last } = range;
  if (last < Math.min(first, range.from)) throw new Refusal(422, 'timeSeries last is before first');
  const start = subscription.bucketStart(period, last);
  const isLeftOut =
    (behaviour.lastIsExcluded && subscription.nextBucket(period, start) !== last + 1) ||
    (behaviour.sameEndsAreEmpty && last === range.from);
  return { period, from: first, to: isLeftOut ? start : subscription.nextBucket(period, start) };
}

/**
 * A positive `count` selects that many periods beginning with that of `first`, a negative `count` that many periods
 * before it (evidence.md#count-back).
 */
function countedRange(context: Context, range: { period: Period; first: number; count: unknown }): TimeRange {
  const { period, first, count } = range;
  if (typeof count !== 'number' || !Number.isInteger(count) || count === 0) {
    throw new Refusal(400, 'timeSeries count must be a whole number other than 0');
  }
  const { subscription, behaviour } = context;
  if (count > 0) return { period, from: first, to: stepBuckets(subscription, { period, start: first, count }) };
  const end = behaviour.countBackIncludesFirst ? subscription.nextBucket(period, first) : first;
  return { period, from: stepBuckets(subscription, { period, start: end, count }), to: end };
}

/**
 * Accepts milliseconds as a number or text, or an expression such as `dateAdd(now(), -3, "days")`
 * (evidence.md#time-series-values).
 */
function moment(context: Context, value: unknown, name: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return Math.floor(value);
  const found = compileOrRefuse(context, value, `timeSeries ${name}`)({});
  if (typeof found !== 'number') throw new Refusal(422, `timeSeries ${name} is not a time`);
  return Math.floor(found);
}
