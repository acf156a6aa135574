import { expect, test } from 'vitest';
import { runCli } from '../../src/cli.ts';
import { playSeeds } from './play-seeds.ts';
import { emptyTally } from './tally.ts';

const FIXED_SEEDS = Array.from({ length: 24 }, (_, index) => index + 1);
const FRESH_SEEDS = 4;
const TIMEOUT_MS = 300_000;

async function failuresOf(seeds: readonly number[]): Promise<readonly string[]> {
  const tally = emptyTally();
  const failures = await playSeeds(seeds, { runCli, tally, processes: true });
  console.log(`Simulated the seeds ${seeds.join(', ')}: ${JSON.stringify(tally)}`);
  // A simulation in which nothing happens proves nothing.
  expect(Object.values(tally).every((count) => count > 0 || failures.length > 0 || seeds.length < 10)).toBe(true);
  return failures;
}

test(
  'After each completed sync the tables hold what was promised, in scenarios of fixed seeds.',
  async () => {
    expect(await failuresOf(FIXED_SEEDS)).toEqual([]);
  },
  TIMEOUT_MS,
);

test(
  'So they do in scenarios that nobody has seen before.',
  async () => {
    const first = Math.floor(Math.random() * 1e9);
    expect(await failuresOf(Array.from({ length: FRESH_SEEDS }, (_, index) => first + index))).toEqual([]);
  },
  TIMEOUT_MS,
);
