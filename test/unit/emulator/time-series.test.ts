import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createContext } from '../../../emulator/aggregation/context.ts';
import { resolveTimeSeries } from '../../../emulator/aggregation/time-series.ts';
import { type Behaviour, DEFAULT_BEHAVIOUR } from '../../../emulator/behaviour.ts';
import { Refusal } from '../../../emulator/http/refusal.ts';
import { DAY_MS, HOUR_MS, handMade, NOW } from './hand-made.ts';

const SUBSCRIPTION = handMade({});

function contextOf(behaviour: Behaviour) {
  return createContext({ subscription: SUBSCRIPTION, now: NOW, behaviour, requestId: 1 });
}

function resolve(timeSeries: unknown, behaviour: Partial<Behaviour> = {}) {
  const { from, to } = resolveTimeSeries(contextOf({ ...DEFAULT_BEHAVIOUR, ...behaviour }), timeSeries);
  return [new Date(from).toISOString().slice(0, 13), new Date(to).toISOString().slice(0, 13)];
}

describe('a time series', () => {
  const noon = Date.UTC(2026, 5, 10, 16);

  test.each([
    ['first = last is one day', { first: noon, last: noon }, ['2026-06-10T04', '2026-06-11T04']],
    ['last is included', { first: noon, last: noon + DAY_MS }, ['2026-06-10T04', '2026-06-12T04']],
    [
      'a last at midnight includes the day that begins there',
      { first: noon, last: Date.UTC(2026, 5, 11, 4) },
      ['2026-06-10T04', '2026-06-12T04'],
    ],
    [
      'a last just before midnight does not include the next day',
      { first: noon, last: Date.UTC(2026, 5, 11, 4) - 1 },
      ['2026-06-10T04', '2026-06-11T04'],
    ],
    ['texts of milliseconds', { first: String(noon), last: String(noon) }, ['2026-06-10T04', '2026-06-11T04']],
    ['expressions', { first: 'dateAdd(now(), -2, "days")', last: 'now()' }, ['2026-06-13T04', '2026-06-16T04']],
    ['count 3 begins with the day of first', { first: noon, count: 3 }, ['2026-06-10T04', '2026-06-13T04']],
    ['count -3 ends before the day of first', { first: noon, count: -3 }, ['2026-06-07T04', '2026-06-10T04']],
    ['a short day in March', { first: Date.UTC(2026, 2, 8, 12), count: 1 }, ['2026-03-08T05', '2026-03-09T04']],
    ['a long day in November', { first: Date.UTC(2026, 10, 1, 12), count: 1 }, ['2026-11-01T04', '2026-11-02T05']],
    ['back across a short day', { first: Date.UTC(2026, 2, 9, 12), count: -2 }, ['2026-03-07T05', '2026-03-09T04']],
  ])('of days: %s', (_, bounds, range) => {
    expect(resolve({ period: 'dayRange', ...bounds })).toEqual(range);
  });

  test('of hours is rounded to hours', () => {
    const bounds = { period: 'hourRange', first: noon + 1, last: noon + HOUR_MS };
    expect(resolve(bounds)).toEqual(['2026-06-10T16', '2026-06-10T18']);
  });

  test.each([
    ['weekRange', { first: noon, count: 2 }, ['2026-06-07T04', '2026-06-21T04']],
    ['weekRange', { first: noon, count: -1 }, ['2026-05-31T04', '2026-06-07T04']],
    ['monthRange', { first: noon, last: noon }, ['2026-06-01T04', '2026-07-01T04']],
    ['monthRange', { first: Date.UTC(2026, 0, 15), count: -1 }, ['2025-12-01T05', '2026-01-01T05']],
  ])('of %s is rounded to whole periods, with weeks that start on Sunday', (period, bounds, range) => {
    expect(resolve({ period, ...bounds })).toEqual(range);
  });

  test('a negative count includes the day of first if countBackIncludesFirst is on', () => {
    const bounds = { period: 'dayRange', first: noon, count: -3 };
    expect(resolve(bounds, { countBackIncludesFirst: true })).toEqual(['2026-06-08T04', '2026-06-11T04']);
  });

  test.each([
    ['nothing', undefined, 400],
    ['no period', { first: 1, last: 2 }, 400],
    ['an unknown period', { period: 'decadeRange', first: 1, last: 2 }, 400],
    ['no end', { period: 'dayRange', first: 1 }, 400],
    ['two ends', { period: 'dayRange', first: 1, last: 2, count: 3 }, 400],
    ['count 0', { period: 'dayRange', first: 1, count: 0 }, 400],
    ['an invalid expression', { period: 'dayRange', first: 'now(', count: 1 }, 400],
    ['no first', { period: 'dayRange', last: 5 }, 400],
    ['a first that is not a time', { period: 'dayRange', first: '"soon"', count: 1 }, 422],
    ['a last before first', { period: 'dayRange', first: noon, last: noon - DAY_MS }, 422],
  ])('%s is refused', (_, timeSeries, status) => {
    expect(() => resolve(timeSeries)).toThrow(expect.objectContaining({ status }));
    expect(() => resolve(timeSeries)).toThrow(Refusal);
  });

  test('windows from a bucket start to the next start minus one cover time without gap or overlap', () => {
    const context = contextOf(DEFAULT_BEHAVIOUR);
    const time = fc.integer({ min: Date.UTC(2025, 0), max: Date.UTC(2027, 0) });
    fc.assert(
      fc.property(time, fc.constantFrom('dayRange', 'hourRange'), (first, period) => {
        const one = resolveTimeSeries(context, { period, first, last: first });
        const next = resolveTimeSeries(context, { period, first: one.to, last: one.to });
        const both = resolveTimeSeries(context, { period, first: one.from, last: next.to - 1 });
        expect([one.from <= first, one.to > first, next.from]).toEqual([true, true, one.to]);
        expect(both).toMatchObject({ from: one.from, to: next.to });
      }),
    );
  });
});
