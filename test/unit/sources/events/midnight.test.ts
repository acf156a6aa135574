import { describe, expect, test } from 'vitest';
import {
  type CountedDays,
  dayNumber,
  EMPTY_DAY,
  type Fingerprints,
} from '../../../../src/sources/events/fingerprints.ts';
import {
  daysOfOldZone,
  hasMoved,
  midnightsOf,
  midnightsState,
  readMidnights,
} from '../../../../src/sources/events/midnight.ts';

/** The days that begin at these times, each with a row. */
function days(...starts: readonly string[]): CountedDays {
  return new Map(
    starts.map((text) => Date.parse(text)).map((start) => [dayNumber(start), { start, rows: 1, mark: 7 }]),
  );
}

const utc = days('2025-12-01T00:00Z', '2026-01-01T00:00Z', '2026-06-01T00:00Z');
const london = days('2025-12-01T00:00Z', '2026-01-01T00:00Z', '2026-05-31T23:00Z');
const winter = days('2025-12-01T00:00Z', '2026-01-01T00:00Z');

describe('A time zone has moved', () => {
  test.each([
    ['to one with summer time', utc, london, true],
    ['from one with summer time', london, utc, true],
    ['not while all days begin as before', london, london, false],
    ['not when days are counted for the first time', winter, london, false],
    ['not when days have lost their rows', london, winter, false],
  ])('%s.', (_, before, now, moved) => {
    const midnights = readMidnights(JSON.parse(JSON.stringify(midnightsState(midnightsOf(before)))));
    expect(hasMoved(midnights, before, now)).toBe(moved);
  });

  test('also after an older state, which holds one midnight.', () => {
    expect(hasMoved(readMidnights({ midnight: '2026-06-01T00:00:00.000Z' }), utc, london)).toBe(true);
    expect(hasMoved(readMidnights({ midnight: '2026-05-31T23:00:00.000Z' }), london, london)).toBe(false);
  });
});

test('Midnights of another form are left out.', () => {
  const broken = { midnights: [7, null, [], ['2026-06-01T00:00:00.000Z'], ['a', 'b'], { first: 1 }] };
  for (const state of [undefined, null, 'text', {}, { midnight: 5 }, { midnight: 'a' }, { midnights: 'a' }, broken]) {
    expect(readMidnights(state)).toEqual([]);
  }
});

test('After the time zone has moved, days with rows keep their number of rows and equal no count.', () => {
  const known: Fingerprints = new Map([...utc, [5, EMPTY_DAY] as const]);
  const old = daysOfOldZone(known);
  expect([...old.values()].map(({ rows }) => rows)).toEqual([1, 1, 1, 0]);
  expect([...old].map(([number, { mark }]) => mark === known.get(number)?.mark)).toEqual([false, false, false, true]);
});
