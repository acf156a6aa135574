import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type ActiveDay,
  leftOf,
  type Position,
  pairsOf,
  utcDaysIn,
  type VisitorDay,
} from '../../../../src/sources/history/days.ts';

const DAY_MS = 86_400_000;
const FIRST = Date.UTC(2026, 2, 1);

/** Days with their visitors, in any order. On some days nobody was there. */
const activities = fc
  .uniqueArray(
    fc.record({
      day: fc.integer({ min: 0, max: 30 }),
      visitors: fc.uniqueArray(fc.constantFrom('a', 'b', 'ä', 'B', '', '7', '\u0000', '😀'), { maxLength: 5 }),
    }),
    { selector: ({ day }) => day, maxLength: 20 },
  )
  .map((days) => days.map(({ day, visitors }): ActiveDay => ({ start: FIRST + day * DAY_MS, visitors })));

/** The pairs of a reading whose days come in windows of `size` days, as the source brings them. */
function readAll(days: readonly ActiveDay[], size: number, position?: Position): VisitorDay[] {
  const { to } = leftOf({ from: FIRST, to: FIRST + 31 * DAY_MS }, position);
  const asked = utcDaysIn({ from: FIRST, to });
  const windows = Array.from({ length: Math.ceil(asked.length / size) }, (_, index) =>
    asked.slice(index * size, (index + 1) * size),
  );
  return windows.flatMap((window) =>
    pairsOf(
      days.filter(({ start }) => window.includes(start)),
      position,
    ),
  );
}

test('Each pair of a visitor and a day with activity comes exactly once, the newest day first.', () => {
  fc.assert(
    fc.property(activities, fc.integer({ min: 1, max: 8 }), (days, size) => {
      const found = readAll(days, size);
      const wanted = days.flatMap(({ start, visitors }) => Array.from(visitors, (visitorId) => ({ visitorId, start })));
      expect(new Set(found.map((pair) => JSON.stringify(pair))).size).toBe(found.length);
      expect(found).toHaveLength(wanted.length);
      expect(found).toEqual(expect.arrayContaining(wanted));
      const starts = found.map(({ start }) => start);
      expect(starts).toEqual(starts.toSorted((left, right) => right - left));
    }),
  );
});

test('A reading that breaks off after any pair brings the others when it goes on.', () => {
  fc.assert(
    fc.property(activities, fc.integer({ min: 1, max: 8 }), fc.nat(), (days, size, cut) => {
      const all = readAll(days, size);
      const done = all.slice(0, cut % (all.length + 1));
      const last = done.at(-1);
      const rest = readAll(days, size, last && { day: last.start, after: last.visitorId });
      expect(rest).toEqual(all.slice(done.length));
    }),
  );
});

test('The days in UTC that a range overlaps with are all of its moments, the newest first.', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10 * DAY_MS }), fc.nat(DAY_MS), (length, offset) => {
      const [from, to] = [FIRST + offset, FIRST + offset + length];
      const days = utcDaysIn({ from, to });
      expect(days.at(-1)).toBeLessThanOrEqual(from);
      expect(days.at(-1)).toBeGreaterThan(from - DAY_MS);
      expect(days[0]).toBeLessThan(to);
      expect(days[0]).toBeGreaterThanOrEqual(to - DAY_MS);
      for (const [index, day] of days.entries()) expect(day).toBe((days[0] ?? 0) - index * DAY_MS);
      expect(utcDaysIn({ from: to, to: from })).toEqual([]);
    }),
  );
});
