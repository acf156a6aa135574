import { expect, test } from 'vitest';
import { DEFAULT_NOW } from '../../../../emulator/data/index.ts';
import { DAY_MS, tiny } from './rows.ts';

/** On how many of the last 30 days each visitor has events, as a share of all. */
function activeShareOf(scale: Parameters<typeof tiny>[0]): number {
  const subscription = tiny({ visitors: 50, days: 40, ...scale });
  const appIds = subscription.apps.map(({ id }) => id);
  const range = { from: DEFAULT_NOW - 30 * DAY_MS, to: DEFAULT_NOW };
  const query = { source: 'events', period: 'dayRange', appIds, blacklist: 'ignore', ...range } as const;
  const pairs = [...subscription.events(query, DEFAULT_NOW)].map(({ visitorId, day }) => `${visitorId} ${day}`);
  return new Set(pairs).size / (50 * 30);
}

test('Visitors come as seldom as the scale says.', () => {
  const rowsPerDay = { events: 300, pageEvents: 1, featureEvents: 1, trackEvents: 1 };
  expect(activeShareOf({ rowsPerDay })).toBeGreaterThan(0.3);
  const seldom = activeShareOf({ rowsPerDay, activeShare: 0.05 });
  expect(seldom).toBeGreaterThan(0.02);
  expect(seldom).toBeLessThan(0.07);
});
