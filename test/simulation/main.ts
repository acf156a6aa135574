import { parseArgs } from 'node:util';
import { runCli } from '../../src/cli.ts';
import { noCounts } from './counts.ts';
import { BREAKS } from './mutants/breaks.ts';
import { catchBreak, MAX_SEEDS } from './mutants/hunt.ts';
import { playSeeds } from './play-seeds.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    'keep-going': { type: 'boolean', default: false },
    mutations: { type: 'boolean', default: false },
  },
});

/** Plays `--seeds` scenarios, beginning with `--seed`. */
async function simulateSeeds(): Promise<boolean> {
  const counts = noCounts();
  const first = Number(values.seed);
  const seeds = Array.from({ length: Number(values.seeds) }, (_, index) => first + index);
  const onSeed = (seed: number) => (seed - first + 1) % 50 === 0 && console.log(`${seed - first + 1} seeds played`);
  const keepGoing = values['keep-going'];
  const onFailure = (text: string) => console.log(text);
  const failures = await playSeeds(seeds, { runCli, counts, processes: true, keepGoing, onSeed, onFailure });
  console.log(`${seeds.length} seeds from ${first}, ${failures.length} failed.`);
  console.table(counts);
  return failures.length === 0;
}

/** Plays seeds with one deliberate break after the other. Prints for each a row of the table in docs/decisions. */
async function simulateBreaks(): Promise<boolean> {
  let allCaught = true;
  for (const one of BREAKS) {
    const caught = await catchBreak(one);
    allCaught &&= caught !== undefined;
    console.log(
      `| ${one.name} | \`${one.file}\` | ${caught?.after ?? `not within ${MAX_SEEDS}`} | ${caught?.symptom ?? ''} |`,
    );
  }
  return allCaught;
}

process.exitCode = (values.mutations ? await simulateBreaks() : await simulateSeeds()) ? 0 : 1;
