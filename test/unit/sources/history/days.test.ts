import fc from 'fast-check';
import { expect, test } from 'vitest';
import { leftOf, pairsOf, partsOf, type VisitorDay } from '../../../../src/sources/history/days.ts';
import type { Position } from '../../../../src/sources/history/progress.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const FIRST = Date.UTC(2026, 2, 1, 5);

interface Day {
  readonly start: number;
  readonly end: number;
  readonly visitors: readonly string[];
}

/** Days without a gap, oldest first, of 23 to 25 hours each. Most visitors are not there on most days. */
const calendars = fc
  .array(
    fc.record({
      hours: fc.oneof({ weight: 8, arbitrary: fc.constant(24) }, fc.constantFrom(22, 23, 25, 26)),
      visitors: fc.uniqueArray(fc.constantFrom('a', 'b', 'ä', 'B', '', '7'), { maxLength: 4 }),
    }),
    { minLength: 1, maxLength: 25 },
  )
  .map((days) => {
    let end = FIRST;
    return days.map(({ hours, visitors }): Day => {
      const start = end;
      end += hours * HOUR_MS;
      return { start, end, visitors };
    });
  });

/** Pendo tells only the days on which somebody was there. */
function active(calendar: readonly Day[]): readonly Day[] {
  return calendar.filter(({ visitors }) => visitors.length > 0).toReversed();
}

/** The pairs of a reading whose days come in windows of `size` days, as the source brings them. */
function readAll(days: readonly Day[], size: number, from = 0, position?: Position): VisitorDay[] {
  const { to } = leftOf({ from, to: Number.POSITIVE_INFINITY }, position);
  const asked = days.filter(({ start }) => start < to);
  const pairs: VisitorDay[] = [];
  let newer: number | undefined;
  for (let index = 0; index < asked.length; index += size) {
    const window = asked.slice(index, index + size);
    pairs.push(...pairsOf({ days: window, newer, from, position }));
    newer = window.at(-1)?.start;
  }
  return pairs;
}

function names(pairs: readonly VisitorDay[]): string[] {
  return pairs.map(({ visitorId, start }) => JSON.stringify([start, visitorId]));
}

test('Each pair of a visitor and a day with activity comes exactly once, nothing else comes, and the newest day comes first.', () => {
  fc.assert(
    fc.property(calendars, fc.integer({ min: 1, max: 8 }), (calendar, size) => {
      const days = active(calendar);
      const found = readAll(days, size);
      const wanted = days.flatMap(({ start, visitors }) => visitors.map((visitor) => JSON.stringify([start, visitor])));
      expect(names(found).toSorted()).toEqual(wanted.toSorted());
      const starts = found.map(({ start }) => start);
      expect(starts).toEqual(starts.toSorted((left, right) => right - left));
    }),
  );
});

test('The requests of a day cover each of its moments once, and of the next active day none.', () => {
  fc.assert(
    fc.property(calendars, fc.integer({ min: 1, max: 8 }), (calendar, size) => {
      const days = active(calendar);
      const ends = new Map(calendar.map(({ start, end }) => [start, end]));
      for (const pair of readAll(days, size)) {
        const newer = days.findLast(({ start }) => start > pair.start)?.start;
        const parts = partsOf(pair);
        for (const [index, { from, to }] of parts.entries()) {
          expect(from).toBe(parts[index - 1]?.to ?? pair.start);
          expect(to - from).toBeLessThanOrEqual(DAY_MS);
        }
        expect(parts.at(-1)?.to).toBe(pair.end);
        expect(pair.end).toBeLessThanOrEqual(newer ?? Number.POSITIVE_INFINITY);
        // Without a newer day nothing shows that the last one is longer: it is read again when there is one.
        if (newer === ends.get(pair.start)) expect(pair.end).toBe(newer);
      }
    }),
  );
});

test('A reading that breaks off after any pair brings the others when it goes on.', () => {
  fc.assert(
    fc.property(calendars, fc.integer({ min: 1, max: 8 }), fc.nat(), (calendar, size, cut) => {
      const all = readAll(active(calendar), size);
      const done = all.slice(0, cut % (all.length + 1));
      const last = done.at(-1);
      const position = last && { day: last.start, dayEnd: last.end, after: last.visitorId };
      const rest = readAll(active(calendar), size, 0, position);
      expect(rest).toEqual(all.slice(done.length));
    }),
  );
});

test('Days that end before the beginning of a reading are left out, others come whole.', () => {
  fc.assert(
    fc.property(calendars, fc.integer({ min: 0, max: 20 * 24 }), (calendar, hours) => {
      const from = FIRST + hours * HOUR_MS;
      const found = new Set(readAll(active(calendar), 3, from).map(({ start }) => start));
      for (const { start, end, visitors } of calendar) {
        if (visitors.length > 0 && end > from + 2 * HOUR_MS) expect(found).toContain(start);
        if (end <= from - 2 * HOUR_MS) expect(found).not.toContain(start);
      }
    }),
  );
});

test('Where the time zone moved, a day is read whole that begins within the one that was under way.', () => {
  const day = FIRST + 5 * DAY_MS;
  const moved = [day + 3 * HOUR_MS, day - 21 * HOUR_MS].map((start) => ({ start, visitors: ['a', 'c'] }));
  const pairs = pairsOf({
    days: moved,
    newer: undefined,
    from: 0,
    position: { day, dayEnd: day + DAY_MS, after: 'b' },
  });
  expect(pairs.map(({ visitorId }) => visitorId)).toEqual(['a', 'c', 'a', 'c']);
});
