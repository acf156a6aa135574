import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planRead, type ReadSoFar } from '../../../src/sync/lookback.ts';
import type { TimeWindow } from '../../../src/sync/types.ts';
import { DAY_MS, HOUR_MS } from '../../../src/utils/time.ts';

const LOOKBACK_MS = 10 * DAY_MS;
const NEWEST_MS = 2 * DAY_MS;

function plan(now: number, soFar: ReadSoFar | undefined) {
  return planRead({ range: { from: 0, to: now }, soFar, now, newestMs: NEWEST_MS, lookbackMs: LOOKBACK_MS });
}

function contains(window: TimeWindow, time: number): boolean {
  return time >= window.from && time < window.to;
}

/** For syncs with these pauses, yields after each deep read the time and when the bucket was read last. */
function* deepReads(pauseHours: readonly number[], bucket: number): Generator<{ now: number; lastReadAt: number }> {
  let now = 100 * DAY_MS;
  let soFar: ReadSoFar | undefined;
  let lastReadAt = -1;
  for (const pause of pauseHours) {
    const { range, deep } = plan(now, soFar);
    if (contains(range, bucket)) lastReadAt = now;
    soFar = { end: now, deepReadAt: deep ? now : soFar?.deepReadAt };
    if (deep) yield { now, lastReadAt };
    now += pause * HOUR_MS;
  }
}

describe('planRead', () => {
  test('reads everything the first time, which counts as a deep read', () => {
    expect(plan(50 * DAY_MS, undefined)).toEqual({ range: { from: 0, to: 50 * DAY_MS }, deep: true });
  });

  test('reads the newest buckets again an hour later, and all buckets that may have changed a day later', () => {
    const first = 50 * DAY_MS;
    const hour = first + HOUR_MS;
    expect(plan(hour, { end: first, deepReadAt: first })).toEqual({
      range: { from: first - NEWEST_MS, to: hour },
      deep: false,
    });
    const day = first + 23 * HOUR_MS;
    expect(plan(day, { end: day - HOUR_MS, deepReadAt: first })).toEqual({
      range: { from: first - LOOKBACK_MS, to: day },
      deep: true,
    });
  });

  test('continues where a first read broke off, without reading ten days again', () => {
    const brokeOffAt = 5 * DAY_MS;
    const began = 50 * DAY_MS;
    expect(plan(began + HOUR_MS, { end: brokeOffAt, deepReadAt: began }).range.from).toBe(brokeOffAt - NEWEST_MS);
  });

  test('misses no change within ten days after the bucket, however long the pauses between syncs', () => {
    const pauses = fc.array(fc.integer({ min: 1, max: 40 * 24 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(pauses, fc.nat(200 * 24), fc.integer({ min: 0, max: 10 * 24 }), (hours, bucketHour, lateHours) => {
        const bucket = bucketHour * HOUR_MS;
        const changedAt = bucket + lateHours * HOUR_MS;
        for (const { now, lastReadAt } of deepReads(hours, bucket)) {
          if (changedAt < now) expect(lastReadAt).toBeGreaterThanOrEqual(changedAt);
        }
      }),
    );
  });
});
