import { expect, test } from 'vitest';
import { toConfig } from '../../../../src/config/to-config.ts';
import { utcDayOf } from '../../../../src/sources/history/days.ts';
import { planSync } from '../../../../src/sources/history/plan.ts';
import type { HistoryProgress, Reading } from '../../../../src/sources/history/progress.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NOW = Date.UTC(2026, 5, 15, 12);
const START = Date.UTC(2026, 4, 1) - 14 * HOUR_MS;
const CONFIG = toConfig(
  {
    ...{ integration_key: 'k', region: 'us', start_date: '2026-05-01', period: 'day', exclude_list: 'apply' },
    ...{ include_anonymous_visitors: false, lookback_days: 10, history_check: true, webhooks: {} },
    advanced: { max_concurrency: 8, page_size: 10, request_timeout_seconds: 60, window_days: 30 },
  },
  NOW,
);

const NEVER: HistoryProgress = { end: undefined, deepReadAt: undefined, reading: undefined };

function broken(began: number, day: number, changes: Partial<Reading> = {}): Reading {
  const position = { day: utcDayOf(day), after: 'v' };
  return { from: START, to: began, began, deep: true, position, ...changes };
}

function shown(progress: HistoryProgress) {
  return planSync(CONFIG, progress, NOW).map(({ from, to, deep, position }) => ({
    ...{ from, to, deep, goesOn: position !== undefined },
  }));
}

test('A first reading that broke off days ago is finished, and then comes the lookback since it began.', () => {
  const began = NOW - 3 * DAY_MS;
  expect(shown({ ...NEVER, reading: broken(began, NOW - 30 * DAY_MS) })).toEqual([
    { from: START, to: began, deep: true, goesOn: true },
    { from: began - 10 * DAY_MS, to: NOW, deep: true, goesOn: false },
  ]);
});

test('A deep reading that broke off an hour ago is finished, and then come the newest days.', () => {
  const began = NOW - HOUR_MS;
  const reading = broken(began, NOW - 6 * DAY_MS, { from: NOW - 11 * DAY_MS });
  expect(shown({ end: NOW - DAY_MS, deepReadAt: NOW - 25 * HOUR_MS, reading })).toEqual([
    { from: NOW - 11 * DAY_MS, to: began, deep: true, goesOn: true },
    { from: began - DAY_MS, to: NOW, deep: false, goesOn: false },
  ]);
});

test('A reading that broke off within days that are due again starts over, as far back as it went.', () => {
  const reading = broken(NOW - HOUR_MS, NOW - DAY_MS, { from: NOW - 11 * DAY_MS });
  expect(shown({ end: NOW - DAY_MS, deepReadAt: NOW - 25 * HOUR_MS, reading })).toEqual([
    { from: NOW - 11 * DAY_MS, to: NOW, deep: true, goesOn: false },
  ]);
});

test('What Pendo no longer keeps is not asked for.', () => {
  const [reading] = planSync({ ...CONFIG, startDate: { text: '2020-01-01', utcMidnightMs: 0 } }, NEVER, NOW);
  expect(reading?.from).toBeGreaterThan(NOW - 180 * DAY_MS);
  expect(reading?.from).toBeLessThan(NOW - 179 * DAY_MS);
});
