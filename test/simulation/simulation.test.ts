import { describe, expect, test } from 'vitest';
import { runCli } from '../../src/cli.ts';
import { noCounts } from './counts.ts';
import { playSeeds } from './play-seeds.ts';

const FIXED_SEEDS = Array.from({ length: 12 }, (_, index) => index + 9);
/** Only some seeds per test, because a test's time is limited and a busy machine is many times slower. */
const SEEDS_PER_TEST = 6;
const RANDOM_SEEDS = 1;
const TIMEOUT_MS = 300_000;

async function failuresOf(seeds: readonly number[], counts = noCounts()): Promise<readonly string[]> {
  const failures = await playSeeds(seeds, { runCli, counts, processes: true });
  console.log(`Simulated the seeds ${seeds.join(', ')}: ${JSON.stringify(counts)}`);
  return failures;
}

describe('After each completed sync the tables hold the right rows', () => {
  const groups = Array.from({ length: FIXED_SEEDS.length / SEEDS_PER_TEST }, (_, index) =>
    FIXED_SEEDS.slice(index * SEEDS_PER_TEST, (index + 1) * SEEDS_PER_TEST),
  );
  const counts = noCounts();
  test.each(groups.map((seeds) => [seeds]))(
    'in the scenarios of the fixed seeds %j.',
    async (seeds) => {
      expect(await failuresOf(seeds, counts)).toEqual([]);
    },
    TIMEOUT_MS,
  );

  test('and the scenarios include everything that is counted, since a simulation without faults and kills proves nothing.', () => {
    expect(Object.entries(counts).filter(([, count]) => count === 0)).toEqual([]);
  });

  test(
    'in the scenarios of random seeds.',
    async () => {
      const first = Math.floor(Math.random() * 1e9);
      expect(await failuresOf(Array.from({ length: RANDOM_SEEDS }, (_, index) => first + index))).toEqual([]);
    },
    TIMEOUT_MS,
  );
});
