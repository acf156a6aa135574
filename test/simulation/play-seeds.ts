import type { RunCli } from './connector.ts';
import type { Counts } from './counts.ts';
import { drawScenario } from './scenario/draw.ts';
import { simulate } from './simulate.ts';

export interface PlayOptions {
  readonly runCli: RunCli;
  readonly counts: Counts;
  /** Whether a few syncs run the executable. */
  readonly processes: boolean;
  /** Whether to continue after a failure. */
  readonly keepGoing?: boolean;
  readonly onSeed?: (seed: number) => void;
  /** Hears of each failure at once. */
  readonly onFailure?: (text: string) => void;
}

/** Plays one scenario per seed. Returns a text for each failed seed: what went wrong, and how to run it again. */
export async function playSeeds(seeds: readonly number[], options: PlayOptions): Promise<readonly string[]> {
  const failures: string[] = [];
  for (const seed of seeds) {
    const scenario = drawScenario(seed, options);
    try {
      await simulate(scenario, options.runCli, options.counts);
    } catch (error) {
      const what = error instanceof Error ? error.message : String(error);
      const text = `Seed ${seed} failed. To run it again: npm run simulate -- --seed ${seed} --seeds 1\n${what}`;
      failures.push(text);
      options.onFailure?.(text);
      if (options.keepGoing !== true) break;
    }
    options.onSeed?.(seed);
  }
  return failures;
}
