import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { measure } from './common/measure.ts';
import { type BenchOptions, numberOption } from './common/options.ts';
import { fixed, type Report } from './common/report.ts';
import { type CpuProfile, selfTimes } from './profile/self-times.ts';
import { rowsFor, shapeOf } from './rows/shapes.ts';
import { ourRead } from './rows/tools/our-read.ts';
import { startServer } from './server/start.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PROFILES = join(ROOT, '.tmp/bench/profiles');
const MEGABYTES = { full: 240, quick: 40 };
const SHOWN = 20;

/**
 * Shows where our `read` spends its time on one core. Options: `--shape=`, `--megabytes=`. Keeps the profile for
 * Chrome's DevTools.
 */
export async function benchProfile(options: BenchOptions, report: Report): Promise<void> {
  const shape = shapeOf(options.value('shape') ?? 'events');
  const megabytes = numberOption(options, 'megabytes', options.quick ? MEGABYTES.quick : MEGABYTES.full);
  const rows = rowsFor(shape, megabytes);
  const tool = ourRead('source-pendo read', { gzip: false, cores: 'one' });
  const server = await startServer();
  const folder = await mkdtemp(join(tmpdir(), 'source-pendo-bench-'));
  try {
    const wanted = { stream: shape.stream, rows, gzip: false, delayMs: 0 };
    const command = await tool.prepare({ ...wanted, shape, url: server.url, folder, python: undefined });
    await rm(PROFILES, { recursive: true, force: true });
    await mkdir(PROFILES, { recursive: true });
    const env = { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${PROFILES}` };
    const run = await measure({ ...command, env, cores: tool.cores });
    if (run.lines !== rows) throw new Error(`The profiled read printed ${run.lines} rows, not ${rows}.`);
    await printProfile(report, `Profile of ${fixed(rows)} rows of ${shape.title}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
    await server.stop();
  }
}

async function printProfile(report: Report, title: string): Promise<void> {
  const name = (await readdir(PROFILES)).find((file) => file.endsWith('.cpuprofile'));
  if (name === undefined) throw new Error('Node wrote no profile.');
  const path = join(PROFILES, name);
  const { milliseconds, functions } = selfTimes(JSON.parse(await readFile(path, 'utf8')) as CpuProfile);
  report.heading(title);
  report.sentence(`${fixed(milliseconds)} ms, start included; ${relative(ROOT, path)}.`);
  report.table(
    ['self time', 'ms', 'function', 'place'],
    functions
      .slice(0, SHOWN)
      .map(({ name: called, place, ms }) => [`${fixed((ms / milliseconds) * 100, 1)} %`, fixed(ms), called, place]),
  );
}
