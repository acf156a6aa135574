import { noCounts } from '../counts.ts';
import { playSeeds } from '../play-seeds.ts';
import type { Break } from './breaks.ts';
import { withBreak } from './broken-connector.ts';

/** Within so many seeds each break has to be caught. */
export const SEEDS = 20;

export interface Caught {
  /** After how many seeds, counted from 1. */
  readonly after: number;
  /** What the simulation said, its first line. */
  readonly symptom: string;
}

/** Plays seeds from 1 on with a broken engine until one fails; undefined when none does. */
export function hunt(one: Break, seeds = SEEDS): Promise<Caught | undefined> {
  return withBreak(one, async (runCli) => {
    for (let seed = 1; seed <= seeds; seed += 1) {
      const [failure] = await playSeeds([seed], { runCli, counts: noCounts(), processes: false });
      if (failure !== undefined) return { after: seed, symptom: failure.split('\n')[2]?.trim() ?? failure };
    }
    return undefined;
  });
}
