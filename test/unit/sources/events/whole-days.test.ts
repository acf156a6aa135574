import { expect, test } from 'vitest';
import type { EventsInput } from '../../../../src/sources/events/input.ts';
import { wholeDays } from '../../../../src/sources/events/whole-days.ts';

const byDay = { source: { kind: 'aggregated_events' }, config: { period: 'day' } } as EventsInput;
const BOUNDS = { from: Date.parse('2026-03-01T00:00:00Z'), to: Date.parse('2026-04-01T00:00:00Z') };

function days(...texts: readonly string[]) {
  return texts.map((text) => ({ start: Date.parse(text) }));
}

test('The range of a day of 22 hours, which Antarctica/Troll has, ends before the next day begins.', () => {
  const [range] = wholeDays(byDay, days('2026-03-29T00:00:00Z'), BOUNDS);
  expect(range?.to).toBeLessThanOrEqual(Date.parse('2026-03-29T22:00:00Z'));
});

test('Days that follow each other are one range, also where one has 26 hours.', () => {
  const four = days('2026-10-23T22:00:00Z', '2026-10-24T22:00:00Z', '2026-10-26T00:00:00Z', '2026-10-27T00:00:00Z');
  expect(wholeDays(byDay, four, BOUNDS)).toHaveLength(1);
});
