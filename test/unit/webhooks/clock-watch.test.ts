import { expect, test } from 'vitest';
import { createClockWatch } from '../../../src/webhooks/clock-watch.ts';

const MINUTE_MS = 60_000;
const START_MS = Date.UTC(2026, 5, 1);

/** Whether the watch trusts the time at each check. A step is how far each clock has moved since the previous check, in minutes. */
function trustAfter(steps: readonly (readonly [wall: number, monotonic: number])[]): readonly boolean[] {
  let [wall, monotonic] = [START_MS, 0];
  const watch = createClockWatch({ now: () => wall, monotonic: () => monotonic });
  return steps.map(([wallMinutes, monotonicMinutes]) => {
    wall += wallMinutes * MINUTE_MS;
    monotonic += monotonicMinutes * MINUTE_MS;
    return watch.trustedNow() !== undefined;
  });
}

test.each([
  [
    'in the first ten minutes',
    [
      [5, 5],
      [4.9, 4.9],
      [0.2, 0.2],
    ],
    [false, false, true],
  ],
  [
    'for ten minutes after a jump ahead',
    [
      [11, 11],
      [60, 1],
      [8, 8],
      [2, 2],
    ],
    [true, false, false, true],
  ],
  [
    'for ten minutes after a jump back',
    [
      [11, 11],
      [-60, 1],
      [8, 8],
      [2, 2],
    ],
    [true, false, false, true],
  ],
  [
    'for ten minutes after a jump ahead was corrected',
    [
      [11, 11],
      [500, 1],
      [-498, 1],
      [9, 9],
      [2, 2],
    ],
    [true, false, false, false, true],
  ],
  [
    'after the machine slept, which the monotonic clock did not notice',
    [
      [11, 11],
      [600, 0.1],
      [11, 11],
    ],
    [true, false, true],
  ],
  [
    'when the clock is not a number',
    [
      [11, 11],
      [Number.NaN, 1],
      [1, 20],
    ],
    [true, false, false],
  ],
] as const)('the watch does not trust the time %s', (_name, steps, trusted) => {
  expect(trustAfter(steps)).toEqual(trusted);
});

test('a clock that is slightly too fast is always trusted', () => {
  const steps = Array.from({ length: 60 }, () => [1.001, 1] as const);
  expect(trustAfter([[11, 11], ...steps])).not.toContain(false);
});
