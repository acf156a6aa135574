import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createClock } from '../../../emulator/clock.ts';

test('The time of the data stands still, and the time of the header Date runs on from where the clock was set.', async () => {
  const clock = createClock(1000);
  for (const start of [1000, 5000]) {
    clock.set(start);
    const before = clock.date();
    await sleep(5);
    expect(clock.now()).toBe(start);
    expect(clock.date()).toBeGreaterThan(before);
    expect(before).toBeGreaterThanOrEqual(start);
  }
});
