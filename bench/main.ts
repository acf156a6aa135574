import { describeMachine } from './common/machine.ts';
import { type BenchOptions, parseOptions } from './common/options.ts';
import { createReport, type Report } from './common/report.ts';
import { benchGrowth } from './growth.ts';
import { benchLatency } from './latency.ts';
import { benchMemory } from './memory.ts';
import { benchProfile } from './profile.ts';
import { benchRows } from './rows.ts';
import { benchStart } from './start.ts';
import { benchWebhooks } from './webhooks.ts';
import { benchWindows } from './windows.ts';

type Benchmark = (options: BenchOptions, report: Report) => Promise<void>;

/** This benchmark has no quick form, so `--quick` leaves it out unless it is named. */
const NEVER_QUICK = 'webhooks';

/** `npm run bench` runs all benchmarks, `npm run bench -- memory` those that are named. */
const BENCHMARKS: ReadonlyMap<string, Benchmark> = new Map<string, Benchmark>([
  ['rows', benchRows],
  ['start', benchStart],
  ['growth', benchGrowth],
  ['latency', benchLatency],
  ['memory', benchMemory],
  ['windows', benchWindows],
  ['profile', benchProfile],
  ['webhooks', (_options, report) => benchWebhooks(report)],
]);

const [, , ...args] = process.argv;
const named = args.map((arg) => (arg === '--profile' ? 'profile' : arg)).filter((arg) => !arg.startsWith('--'));
const given = args.filter((arg) => arg.startsWith('--'));
const unknown = named.filter((name) => !BENCHMARKS.has(name));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}; there are ${[...BENCHMARKS.keys()].join(', ')}.`);
  process.exitCode = 1;
} else {
  const report = createReport((text) => process.stdout.write(text));
  report.sentence(describeMachine());
  const options = parseOptions(given);
  for (const [name, run] of BENCHMARKS) {
    const isWanted = named.length === 0 ? !options.quick || name !== NEVER_QUICK : named.includes(name);
    if (isWanted) await run(options, report);
  }
}
