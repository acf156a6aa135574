import { expect, test } from 'vitest';
import { createPendoClock, type PendoClock } from '../../../src/pendo/clock.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** A Date header has whole seconds, and a test takes some time. */
const SLACK_MS = 5000;

/** A machine whose clock is ahead of Pendo's, or behind if the number is negative. */
function machine(aheadMs: number) {
  const warnings: string[] = [];
  let ahead = aheadMs;
  const clock = createPendoClock({ wall: () => Date.now() + ahead, warn: (message) => warnings.push(message) });
  return {
    clock,
    warnings,
    jumpTo: (to: number) => {
      ahead = to;
    },
    /** How far the times of the clock are ahead of Pendo's, with a precision of about a second. */
    cursorAheadMs: () => clock.now() - Date.now(),
    emittedAheadMs: () => clock.emittedAt() - Date.now(),
  };
}

function answer(clock: PendoClock, aheadMs = 0, ageSeconds?: number): void {
  const age = ageSeconds === undefined ? {} : { age: String(ageSeconds) };
  clock.observe({ date: new Date(Date.now() + aheadMs).toUTCString(), ...age });
}

function expectNear(ms: number, expected: number): void {
  expect(Math.abs(ms - expected)).toBeLessThan(SLACK_MS);
}

test.each([
  ['right', 0, 0, 0],
  ['6 hours fast', 6 * HOUR_MS, 0, 0],
  ['a year fast', 365 * DAY_MS - HOUR_MS, 0, 0],
  ['half a minute fast', MINUTE_MS / 2, 0, MINUTE_MS / 2],
  ['2 hours slow', -2 * HOUR_MS, -2 * HOUR_MS, -2 * HOUR_MS],
  ['two years slow', -730 * DAY_MS, -730 * DAY_MS, -730 * DAY_MS],
])(
  'On a machine that is %s, cursors use the earlier clock, and emitted_at is never a minute ahead.',
  (_name, aheadMs, cursor, emitted) => {
    const { clock, cursorAheadMs, emittedAheadMs } = machine(aheadMs);
    answer(clock);
    expectNear(cursorAheadMs(), cursor);
    expectNear(emittedAheadMs(), emitted);
  },
);

test.each([
  ['first', [-5 * DAY_MS, 0]],
  ['later', [0, -5 * DAY_MS]],
  ['in between', [-100, -5 * DAY_MS, 0, -40 * HOUR_MS]],
])('One old answer from a cache, %s, does not change the clock.', (_when, dates) => {
  const { clock, cursorAheadMs, emittedAheadMs, warnings } = machine(0);
  for (const date of dates) answer(clock, date);
  expectNear(cursorAheadMs(), 0);
  expectNear(emittedAheadMs(), 0);
  expect(warnings).toEqual([expect.stringContaining("behind this machine's clock")]);
});

test('The Age header of a cache is added.', () => {
  const { clock, cursorAheadMs, warnings } = machine(6 * HOUR_MS);
  answer(clock, -5 * DAY_MS, (5 * DAY_MS) / 1000);
  expectNear(cursorAheadMs(), 0);
  expect(warnings).toHaveLength(1);
});

test('If all answers are old, the sync uses their time and warns once.', () => {
  const { clock, cursorAheadMs, warnings } = machine(0);
  for (let count = 0; count < 3; count += 1) answer(clock, -40 * HOUR_MS);
  expectNear(cursorAheadMs(), -40 * HOUR_MS);
  expect(clock.isFarBehind()).toBe(true);
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain("40 hours behind this machine's clock");
});

test.each([
  ['of 1970', () => 'Thu, 01 Jan 1970 00:00:00 GMT'],
  ['of 2000', () => 'Sat, 01 Jan 2000 00:00:00 GMT'],
  ['two years ahead', () => new Date(Date.now() + 730 * DAY_MS).toUTCString()],
])('A Date %s is ignored with a warning, even if the clock of the machine is fast.', (_name, date) => {
  for (const dates of [
    [date(), new Date().toUTCString()],
    [new Date().toUTCString(), date()],
  ]) {
    const { clock, cursorAheadMs, warnings } = machine(6 * HOUR_MS);
    for (const one of dates) clock.observe({ date: one });
    expectNear(cursorAheadMs(), 0);
    expect(warnings.length).toBe(2);
  }
});

test.each([undefined, '', '0', '2026', 'yesterday', '2026-06-01T00:00:00Z'])(
  'With the Date %j only the clock of the machine is used.',
  (date) => {
    const { clock, cursorAheadMs, emittedAheadMs, warnings } = machine(6 * HOUR_MS);
    clock.observe({ date });
    expectNear(cursorAheadMs(), 6 * HOUR_MS);
    expectNear(emittedAheadMs(), 6 * HOUR_MS);
    expect(warnings).toEqual([]);
  },
);

test('If the clock of the machine jumps during a sync, times are neither ahead of Pendo nor go back.', () => {
  const { clock, jumpTo, emittedAheadMs } = machine(0);
  answer(clock);
  let last = 0;
  for (const jump of [0, 6 * HOUR_MS, -3 * HOUR_MS, 0, 2 * DAY_MS, -400 * DAY_MS, 10_000]) {
    jumpTo(jump);
    expect(emittedAheadMs()).toBeLessThan(MINUTE_MS);
    expect(clock.emittedAt()).toBeGreaterThanOrEqual(last);
    last = clock.emittedAt();
  }
});
