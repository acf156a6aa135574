import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkMessages } from '../helpers/protocol.ts';
import { EXECUTABLE, type RunOptions, runConnector, spec } from '../helpers/run.ts';

const SPEC_FILE = new URL('../../spec.json', import.meta.url);
const BUNDLE = fileURLToPath(new URL('../../dist/app/main.cjs', import.meta.url));

let folder = '';
let specification: unknown;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'source pendo & links ')));
  specification = JSON.parse(await readFile(SPEC_FILE, 'utf8'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Fails unless the executable finds all that it needs: its modules, Node, and spec.json. */
async function expectSpec(options: RunOptions): Promise<void> {
  const run = await spec(options);
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  expect(run.messages).toEqual([{ type: 'SPEC', spec: specification }]);
  expect(checkMessages(run.messages)).toEqual([]);
}

async function link(name: string, target: string): Promise<string> {
  const path = join(folder, name);
  await symlink(target, path);
  return path;
}

test('spec prints exactly what spec.json holds, in one line.', async () => {
  await expectSpec({});
});

test('The executable works from other directories.', async () => {
  for (const cwd of ['/', folder, tmpdir()]) await expectSpec({ cwd });
});

test('The executable works by a relative path.', async () => {
  await expectSpec({ cwd: folder, executable: relative(folder, EXECUTABLE) });
});

test('The executable works by an absolute link, by a relative one, and by links to links.', async () => {
  const absolute = await link('absolute', EXECUTABLE);
  const toRelative = await link('relative', relative(folder, EXECUTABLE));
  const toLink = await link('to link', 'relative');
  await mkdir(join(folder, 'deeper'));
  const fromDeeper = await link('deeper/link', '../to link');
  for (const executable of [absolute, toRelative, toLink, fromDeeper]) {
    await expectSpec({ executable });
    await expectSpec({ executable, cwd: '/' });
  }
});

test('The executable works from the PATH, and with a CDPATH to other folders.', async () => {
  await link('source-pendo', EXECUTABLE);
  const env = { PATH: `${folder}:${process.env.PATH}`, CDPATH: '/:/usr' };
  await expectSpec({ executable: 'source-pendo', cwd: '/', env });
});

test('The help names every command, and needs no config.', async () => {
  const lines: string[] = [];
  const run = runConnector(['--help'], { onLine: (line) => void lines.push(line) });
  // Help is for people: it is the one output that is no message.
  await expect(run).rejects.toThrow('not an Airbyte message');
  for (const command of ['spec', 'check', 'discover', 'read']) {
    expect(lines.join('\n')).toContain(`source-pendo ${command}`);
  }
});

test('A process that ends too early never exits with 0, which would mean that all streams are complete.', async () => {
  const preload = join(folder, 'lose-callbacks.cjs');
  await writeFile(preload, 'process.stdout.write = () => true;\n');
  const { status } = spawnSync(process.execPath, ['--require', preload, BUNDLE, 'spec']);
  expect(status).toBe(1);
});
