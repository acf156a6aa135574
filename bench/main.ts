import { benchMemory } from './memory.ts';
import { benchWebhooks } from './webhooks.ts';

/** One entry a benchmark: `npm run bench` runs all of them, `npm run bench -- memory` those that are named. */
const BENCHMARKS: ReadonlyMap<string, (args: readonly string[]) => Promise<void>> = new Map([
  ['memory', benchMemory],
  ['webhooks', benchWebhooks],
]);

const [, , ...args] = process.argv;
const named = args.filter((arg) => !arg.startsWith('--'));
const options = args.filter((arg) => arg.startsWith('--'));
const unknown = named.filter((name) => !BENCHMARKS.has(name));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}; there are ${[...BENCHMARKS.keys()].join(', ')}.`);
  process.exitCode = 1;
} else {
  for (const [name, run] of BENCHMARKS) if (named.length === 0 || named.includes(name)) await run(options);
}
