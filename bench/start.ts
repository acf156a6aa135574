import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measure } from './common/measure.ts';
import { type BenchOptions, numberOption } from './common/options.ts';
import { EXECUTABLE, readCommand } from './common/our-read.ts';
import { fixed, type Report } from './common/report.ts';
import { summarize } from './common/statistics.ts';
import { startServer } from './server/start.ts';
import { writeKey } from './server/wanted.ts';

const ROUNDS = { full: 15, quick: 3 };

interface Starter {
  readonly name: string;
  readonly goalMs: number | undefined;
  readonly argv: readonly string[];
  readonly linePrefix: string;
}

/** Measures how long a command takes with a Pendo that answers at once, with and without Node's compile cache. */
export async function benchStart(options: BenchOptions, report: Report): Promise<void> {
  const rounds = numberOption(options, 'rounds', options.quick ? ROUNDS.quick : ROUNDS.full);
  const server = await startServer();
  const folder = await mkdtemp(join(tmpdir(), 'source-pendo-bench-'));
  try {
    const starters = await prepareStarters(server.url, folder);
    const cache = { NODE_COMPILE_CACHE: join(folder, 'compile-cache') };
    const rows: string[][] = [];
    for (const starter of starters) {
      const plain: number[] = [];
      const cached: number[] = [];
      // The first run fills the cache.
      await milliseconds(starter, cache);
      for (let round = 0; round < rounds; round += 1) {
        plain.push(await milliseconds(starter, {}));
        cached.push(await milliseconds(starter, cache));
      }
      const goal = starter.goalMs === undefined ? '' : `under ${starter.goalMs}`;
      rows.push([starter.name, cell(plain), cell(cached), goal]);
    }
    report.heading('Start');
    report.sentence(`Medians of ${rounds} rounds, in milliseconds. The server answers at once.`);
    report.table(['command', 'ms (least to most)', 'ms with a filled compile cache', 'goal'], rows);
  } finally {
    await rm(folder, { recursive: true, force: true });
    await server.stop();
  }
}

async function prepareStarters(url: string, folder: string): Promise<readonly Starter[]> {
  const empty = join(folder, 'empty.mjs');
  await writeFile(empty, 'console.log("{}");\n');
  const key = writeKey({ stream: 'events', rows: 0, gzip: true, delayMs: 0 });
  const config = { integration_key: key, base_url: url, start_date: '2026-06-10', end_date: '2026-06-13' };
  const read = await readCommand({ folder, config, streams: ['events'] });
  const configFile = ['--config', join(folder, 'config.json')];
  return [
    { name: 'Node with an empty script', goalMs: undefined, argv: [process.execPath, empty], linePrefix: '{' },
    { name: 'spec', goalMs: 100, argv: [EXECUTABLE, 'spec'], linePrefix: '{"type":"SPEC"' },
    { name: 'check, 3 requests', goalMs: 250, argv: [EXECUTABLE, 'check', ...configFile], linePrefix: CHECKED },
    {
      name: 'discover',
      goalMs: undefined,
      argv: [EXECUTABLE, 'discover', ...configFile],
      linePrefix: '{"type":"CATALOG"',
    },
    { name: 'read of no rows', goalMs: undefined, argv: read, linePrefix: '{"type":"STATE"' },
  ];
}

const CHECKED = '{"type":"CONNECTION_STATUS","connectionStatus":{"status":"SUCCEEDED"}';

async function milliseconds(starter: Starter, env: Readonly<Record<string, string>>): Promise<number> {
  const { seconds, lines, tail } = await measure({ ...starter, env, cores: 'one' });
  if (lines !== 1) throw new Error(`${starter.name} printed ${lines} lines of its message, not 1. ${tail}`);
  return seconds * 1000;
}

function cell(figures: readonly number[]): string {
  const { median, least, most } = summarize(figures);
  return `${fixed(median)} (${fixed(least)} to ${fixed(most)})`;
}
