import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { withoutProxies } from '../../demo/environment.ts';
import { type Emulator, startEmulator } from '../../emulator/index.ts';
import type { SyncMode } from '../helpers/airbyte/messages.ts';
import { discoverCatalog } from '../helpers/discover-catalog.ts';
import { checkReadRun } from '../helpers/read-rules.ts';
import { configuredCatalog, lastStates, type Run, read } from '../helpers/run.ts';
import { PULL_STREAMS } from '../helpers/streams/index.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const ENGINE = 'src/records/engine';
const PARTS = ['src', 'bin', 'spec.json', 'package.json', 'rolldown.config.ts'];
const HOUR_MS = 3_600_000;
/** What is said once of a process that reads without the engine. */
const SAYS_SO = 'The row engine is not there: reading takes more of the processor.';

let folder: string;
let withoutSource: string;
let withoutWasm: string;
let emulator: Emulator;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'source-pendo-no-engine-'));
  withoutSource = await copy('no-source', PARTS);
  await rm(join(withoutSource, ENGINE), { recursive: true });
  await promisify(execFile)('npm', ['run', 'build'], { cwd: withoutSource, env: withoutProxies(process.env) });
  withoutWasm = await copy('no-wasm', ['bin', 'dist', 'spec.json', 'package.json']);
  await rm(join(withoutWasm, 'dist/records/rows.wasm'));
  return () => rm(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  emulator = await startEmulator({ scale: 'tiny' });
  return () => emulator.close();
});

/** A folder of its own with these parts of the checkout, and its packages. */
async function copy(name: string, parts: readonly string[]): Promise<string> {
  const to = join(folder, name);
  for (const part of parts) await cp(join(ROOT, part), join(to, part), { recursive: true });
  await symlink(join(ROOT, 'node_modules'), join(to, 'node_modules'));
  return to;
}

/** Reads all streams in the executable of `root`, and fails unless they all end well. */
async function readAll(root: string, syncMode: SyncMode, state?: unknown): Promise<Run> {
  const config = { start_date: '2026-06-01', integration_key: emulator.integrationKey, base_url: emulator.url };
  const catalog = configuredCatalog(await discoverCatalog(config), { syncMode });
  expect(catalog.streams.map(({ stream }) => stream.name)).toEqual(PULL_STREAMS);
  const run = await read(config, catalog, { state, executable: join(root, 'bin/source-pendo') });
  expect(checkReadRun(run.messages, catalog, { exitCode: run.exitCode })).toEqual([]);
  return run;
}

/**
 * The records of a run without when they were emitted, and without the time of the reading, which stands where a row has no
 * time of change. Streams and windows are read side by side, so only the order of the lines may differ.
 */
function records({ lines }: Run): readonly string[] {
  const readAt = new Date(emulator.clock.now()).toISOString().slice(0, '2026-06-15T13:27'.length);
  const ofReading = new RegExp(`"${readAt}:\\d\\d\\.\\d{3}Z"`, 'g');
  return lines
    .filter((line) => line.startsWith('{"type":"RECORD"'))
    .map((line) => line.replace(/"emitted_at":\d+\}\}$/, '').replace(ofReading, '"time of the reading"'))
    .sort();
}

/** The first lines that only one of the runs has: all of them would be a book. */
function differences(left: Run, right: Run): readonly string[] {
  const [ofLeft, ofRight] = [records(left), records(right)];
  expect(ofLeft.length).toBe(ofRight.length);
  return ofLeft.filter((line, index) => line !== ofRight[index]).slice(0, 3);
}

function saysSo({ messages }: Run): number {
  return messages.filter(({ log }) => log?.message === SAYS_SO).length;
}

test.each(['full_refresh', 'incremental'] as const)(
  `Built without ${ENGINE}, the connector brings the same records of every stream, byte for byte: %s.`,
  async (syncMode) => {
    const [slow, fast] = [await readAll(withoutSource, syncMode), await readAll(ROOT, syncMode)];
    expect([saysSo(slow), saysSo(fast)]).toEqual([1, 0]);
    expect(differences(slow, fast)).toEqual([]);
    if (syncMode === 'full_refresh') return;
    emulator.clock.advance(26 * HOUR_MS);
    const state = lastStates(fast.messages);
    const [next, nextFast] = [await readAll(withoutSource, syncMode, state), await readAll(ROOT, syncMode, state)];
    expect(differences(next, nextFast)).toEqual([]);
    expect(records(next)).not.toEqual(records(slow));
  },
);

test('Where only its WebAssembly is missing, the connector reads without the engine too.', async () => {
  const [slow, fast] = [await readAll(withoutWasm, 'full_refresh'), await readAll(ROOT, 'full_refresh')];
  expect(saysSo(slow)).toBe(1);
  expect(differences(slow, fast)).toEqual([]);
});
