import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import { withoutProxies } from '../../demo/environment.ts';
import { type Emulator, startEmulator } from '../../emulator/index.ts';
import type { Catalog, SyncMode } from '../helpers/airbyte/messages.ts';
import { discoverCatalog } from '../helpers/discover-catalog.ts';
import { checkReadRun } from '../helpers/read-rules.ts';
import { configuredCatalog, lastStates, type Run, read } from '../helpers/run.ts';
import { PULL_STREAMS } from '../helpers/streams/index.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const ENGINE = 'src/records/engine';
const PARTS = ['src', 'bin', 'spec.json', 'package.json', 'rolldown.config.ts'];
const HOUR_MS = 3_600_000;
/** The log says this once when it reads without the engine. */
const SAYS_SO = 'The row engine is not there: reading takes more of the processor.';

let folder: string;
let withoutSource: string;
let withoutWasm: string;
let emulator: Emulator;
let config: object;
let catalog: Catalog;
/** When the reading began, by the emulator's clock. All rows are older. */
let readFrom: string;
/** A full refresh with the engine. */
let whole: Run;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'source-pendo-no-engine-'));
  withoutSource = await copy('no-source', PARTS);
  await rm(join(withoutSource, ENGINE), { recursive: true });
  await promisify(execFile)('npm', ['run', 'build'], { cwd: withoutSource, env: withoutProxies(process.env) });
  withoutWasm = await copy('no-wasm', ['bin', 'dist', 'spec.json', 'package.json']);
  await rm(join(withoutWasm, 'dist/records/rows.wasm'));
  emulator = await startEmulator({ scale: 'tiny' });
  config = { start_date: '2026-06-09', integration_key: emulator.integrationKey, base_url: emulator.url };
  catalog = await discoverCatalog(config);
  expect(catalog.streams.map(({ name }) => name)).toEqual(PULL_STREAMS);
  readFrom = new Date(emulator.clock.now()).toISOString();
  whole = await readAll(ROOT, 'full_refresh');
  return async () => {
    await emulator.close();
    await rm(folder, { recursive: true, force: true });
  };
});

/** Makes a folder with these parts of the checkout and a link to its packages. */
async function copy(name: string, parts: readonly string[]): Promise<string> {
  const to = join(folder, name);
  for (const part of parts) await cp(join(ROOT, part), join(to, part), { recursive: true });
  await symlink(join(ROOT, 'node_modules'), join(to, 'node_modules'));
  return to;
}

/** Reads all streams with the executable of `root`. Fails unless all of them are complete. */
async function readAll(root: string, syncMode: SyncMode, state?: unknown): Promise<Run> {
  const configured = configuredCatalog(catalog, { syncMode });
  const run = await read(config, configured, { state, executable: join(root, 'bin/source-pendo') });
  expect(checkReadRun(run.messages, configured, { exitCode: run.exitCode })).toEqual([]);
  return run;
}

/**
 * The records of a run in a fixed order, because streams and windows are read side by side. Leaves out `emitted_at`, and
 * the time of the reading, which a row without a time of change has as its cursor.
 */
function records({ lines }: Run): readonly string[] {
  return lines
    .filter((line) => line.startsWith('{"type":"RECORD"'))
    .map((line) =>
      line
        .replace(/"emitted_at":\d+\}\}$/, '')
        .replaceAll(/"(\d{4}-\d\d-\d\dT[\d:.]+Z)"/g, (text, time) =>
          time >= readFrom ? '"time of the reading"' : text,
        ),
    )
    .sort();
}

/** The first lines that differ. */
function differences(left: Run, right: Run): readonly string[] {
  const [ofLeft, ofRight] = [records(left), records(right)];
  expect(ofLeft.length).toBe(ofRight.length);
  return ofLeft.filter((line, index) => line !== ofRight[index]).slice(0, 3);
}

function saysSo({ messages }: Run): number {
  return messages.filter(({ log }) => log?.message === SAYS_SO).length;
}

test(`Built without ${ENGINE}, a full refresh writes the same records of every stream, byte for byte.`, async () => {
  const slow = await readAll(withoutSource, 'full_refresh');
  expect([saysSo(slow), saysSo(whole)]).toEqual([1, 0]);
  expect(differences(slow, whole)).toEqual([]);
});

test('A build without the WebAssembly file of the engine writes the same records too.', async () => {
  const slow = await readAll(withoutWasm, 'full_refresh');
  expect(saysSo(slow)).toBe(1);
  expect(differences(slow, whole)).toEqual([]);
});

// The last test, because it moves the clock of the emulator.
test(`Built without ${ENGINE}, two incremental syncs write the same records of every stream, byte for byte.`, async () => {
  const [slow, fast] = [await readAll(withoutSource, 'incremental'), await readAll(ROOT, 'incremental')];
  expect([saysSo(slow), saysSo(fast)]).toEqual([1, 0]);
  expect(differences(slow, fast)).toEqual([]);
  emulator.clock.advance(26 * HOUR_MS);
  readFrom = new Date(emulator.clock.now()).toISOString();
  const state = lastStates(fast.messages);
  const [next, nextFast] = [
    await readAll(withoutSource, 'incremental', state),
    await readAll(ROOT, 'incremental', state),
  ];
  expect(differences(next, nextFast)).toEqual([]);
  expect(records(next)).not.toEqual(records(slow));
});
