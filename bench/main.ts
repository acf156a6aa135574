import { describeMachine } from './common/machine.ts';
import { type BenchOptions, parseOptions } from './common/options.ts';
import { createReport, type Report } from './common/report.ts';
import { benchMemory } from './memory.ts';
import { benchRows } from './rows.ts';
import { benchStart } from './start.ts';
import { benchWebhooks } from './webhooks.ts';

type Benchmark = (options: BenchOptions, report: Report, args: readonly string[]) => Promise<void>;

/** One entry a benchmark: `npm run bench` runs all of them, `npm run bench -- memory` those that are named. */
const BENCHMARKS: ReadonlyMap<string, Benchmark> = new Map<string, Benchmark>([
  ['rows', benchRows],
  ['start', benchStart],
  ['memory', (_options, _report, args) => benchMemory(args)],
  ['webhooks', () => benchWebhooks()],
]);

const [, , ...args] = process.argv;
const named = args.filter((arg) => !arg.startsWith('--'));
const given = args.filter((arg) => arg.startsWith('--'));
const unknown = named.filter((name) => !BENCHMARKS.has(name));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}; there are ${[...BENCHMARKS.keys()].join(', ')}.`);
  process.exitCode = 1;
} else {
  const report = createReport((text) => process.stdout.write(text));
  report.sentence(describeMachine());
  for (const [name, run] of BENCHMARKS) {
    if (named.length === 0 || named.includes(name)) await run(parseOptions(given), report, given);
  }
}
