import type { RunCli } from './connector.ts';
import type { Counts } from './counts.ts';
import { drawScenario } from './scenario/draw.ts';
import { simulate } from './simulate.ts';

export interface PlayOptions {
  readonly runCli: RunCli;
  readonly counts: Counts;
  /** Whether a few syncs run through the executable. */
  readonly processes: boolean;
  /** Play on after a failure. */
  readonly keepGoing?: boolean;
  readonly onSeed?: (seed: number) => void;
}

/** Plays one scenario a seed. Returns a text for each that failed: what went wrong, and how to run it again. */
export async function playSeeds(seeds: readonly number[], options: PlayOptions): Promise<readonly string[]> {
  const failures: string[] = [];
  for (const seed of seeds) {
    const scenario = drawScenario(seed, options);
    try {
      await simulate(scenario, options.runCli, options.counts);
    } catch (error) {
      const what = error instanceof Error ? error.message : String(error);
      failures.push(`Seed ${seed} failed. Again: npm run simulate -- --seed ${seed} --seeds 1\n${what}`);
      if (options.keepGoing !== true) break;
    }
    options.onSeed?.(seed);
  }
  return failures;
}
