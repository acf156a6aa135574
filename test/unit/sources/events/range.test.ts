import { expect, test } from 'vitest';
import type { Config } from '../../../../src/config/types.ts';
import { endOf, startOf } from '../../../../src/sources/config-range.ts';
import type { EventsInput } from '../../../../src/sources/events/input.ts';
import { configuredRange } from '../../../../src/sources/events/range.ts';

const HOUR_MS = 3_600_000;
const NOW = Date.UTC(2026, 5, 15, 12);
const days = (config: Pick<Config, 'startDate' | 'endDate'>) => ({
  from: startOf(config as Config),
  to: endOf(config as Config),
});
const day = (text: string) => ({ text, utcMidnightMs: Date.parse(text) });

function rangeOf(kind: 'aggregated_events' | 'single_events', config: Partial<Config>) {
  const whole = { startDate: day('2026-06-01'), endDate: undefined, ...config };
  return configuredRange({ source: { kind }, config: whole } as unknown as EventsInput, days(whole), NOW);
}

test('Where Pendo does not tell the time zone, a start day begins in the easternmost time zone, and an end day ends in the westernmost one', () => {
  const { from, to } = rangeOf('aggregated_events', { endDate: day('2026-06-03') });
  expect(from).toBe(Date.UTC(2026, 5, 1) - 14 * HOUR_MS);
  expect(to).toBe(Date.UTC(2026, 5, 4) + 12 * HOUR_MS);
});

test('Buckets are read up to now, and single events up to a day later, because clocks of browsers may be fast', () => {
  expect(rangeOf('aggregated_events', {}).to).toBe(NOW);
  expect(rangeOf('single_events', {}).to).toBe(NOW + 24 * HOUR_MS);
});

test('A range never begins before Pendo existed, and never ends before it begins', () => {
  expect(rangeOf('aggregated_events', { startDate: day('1970-01-01') }).from).toBe(Date.UTC(2013, 0, 1));
  const { from, to } = rangeOf('aggregated_events', { startDate: day('2026-06-17') });
  expect(to).toBeGreaterThanOrEqual(from);
});
