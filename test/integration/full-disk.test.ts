import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { toAirbyteStream } from '../../src/streams/catalog.ts';
import { STREAMS } from '../../src/streams/index.ts';
import { type FakePendo, fakePendo } from '../helpers/fake-pendo.ts';
import { configuredCatalog, EXECUTABLE, read } from '../helpers/run.ts';

/** POSIX counts the limit of a file's size in blocks of these. */
const BLOCK_BYTES = 512;
const LIMIT_BLOCKS = 512;

let folder = '';
let pendo: FakePendo;
let args: string[] = [];
/** Bytes of the complete output. */
let whole = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'source-pendo-disk-'));
  pendo = await fakePendo(({ path }) => (path.endsWith('/guide') ? [{ id: 'a' }, { id: 'b' }, { id: 'c' }] : []));
  const streams = STREAMS.filter(({ name }) => name === 'guides').map((stream) => toAirbyteStream(stream, 'day'));
  const catalog = configuredCatalog({ streams } as unknown as Parameters<typeof configuredCatalog>[0]);
  const paths = { config: join(folder, 'config.json'), catalog: join(folder, 'catalog.json') };
  await writeFile(paths.config, JSON.stringify(pendo.config));
  await writeFile(paths.catalog, JSON.stringify(catalog));
  args = ['read', '--config', paths.config, '--catalog', paths.catalog];
  const run = await read(pendo.config, catalog);
  expect(run.exitCode).toBe(0);
  whole = Buffer.byteLength(`${run.lines.join('\n')}\n`);
});

afterAll(async () => {
  await pendo.close();
  await rm(folder, { recursive: true });
});

/** Appends the output to a file in which there is room for so many bytes, as on a disk that is nearly full. */
async function readInto(room: number) {
  const path = join(folder, 'out');
  const before = LIMIT_BLOCKS * BLOCK_BYTES - room;
  await writeFile(path, Buffer.alloc(before, '\n'));
  const script = `ulimit -f ${LIMIT_BLOCKS}; exec "$0" "$@" >> '${path}'`;
  const { status, stderr } = await run('sh', ['-c', script, EXECUTABLE, ...args]);
  return { status, stderr, text: (await readFile(path, 'latin1')).slice(before) };
}

/** Not execFileSync: the fake Pendo lives in this process and has to answer. */
function run(command: string, commandArgs: readonly string[]) {
  return new Promise<{ status: unknown; stderr: string }>((resolve) => {
    execFile(command, commandArgs, (error, _stdout, stderr) => resolve({ status: error?.code ?? 0, stderr }));
  });
}

test('A file with enough room has every line.', async () => {
  const { status, stderr, text } = await readInto(whole + 2 * BLOCK_BYTES);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(text.match(/"type":"RECORD"/g)).toHaveLength(3);
  expect(text.endsWith('\n')).toBe(true);
});

test.each([10, 60, 120, 200, 300, 450, 800, 1200])(
  'Without room for the last %i bytes the file ends with a whole line, and the exit code is not 0.',
  async (missing) => {
    const { status, stderr, text } = await readInto(whole - missing);
    expect(status).toBe(1);
    expect(text).toMatch(/\}\n$/);
    for (const line of text.trimEnd().split('\n')) JSON.parse(line);
    expect(stderr).toMatch(/^source-pendo: the output could not be written \(E\w+\)/);
  },
);

test.each(['spec', 'discover', 'check'])('%s fails when it writes to a full device.', async (command) => {
  const options = command === 'spec' ? [] : args.slice(1, 3);
  const { status } = await run('sh', ['-c', 'exec "$0" "$@" > /dev/full', EXECUTABLE, command, ...options]);
  expect(status).toBe(1);
});
