import { noCounts } from '../counts.ts';
import { playSeeds } from '../play-seeds.ts';
import type { Break } from './break.ts';
import { withBreak } from './broken-connector.ts';

/** Each break must be caught within this many seeds. */
export const MAX_SEEDS = 20;

export interface Caught {
  /** The seed that caught it; seeds count from 1. */
  readonly after: number;
  /** The first line of what the simulation reported. */
  readonly symptom: string;
}

/** Plays seeds from 1 on with the broken connector until one fails. Returns undefined if none does. */
export function catchBreak(one: Break, seeds = MAX_SEEDS): Promise<Caught | undefined> {
  return withBreak(one, async (runCli) => {
    for (let seed = 1; seed <= seeds; seed += 1) {
      const [failure] = await playSeeds([seed], { runCli, counts: noCounts(), processes: false });
      if (failure !== undefined) return { after: seed, symptom: failure.split('\n')[2]?.trim() ?? failure };
    }
    return undefined;
  });
}
