import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { read, runConnector } from '../../helpers/run.ts';

const LOG = '{"type":"LOG","log":{"level":"INFO","message":"hello"}}';
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'run-test-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** A shell script that is run instead of the connector. */
async function toy(script: string): Promise<string> {
  const path = join(folder, `toy-${Math.random().toString(36).slice(2)}`);
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return path;
}

test('Every line of stdout becomes a message that keeps all digits and line separators inside strings.', async () => {
  const executable = await toy(
    `printf '%s\\n' '{"type":"LOG","n":9007199254740993,"s":"a\u2028b"}' '${LOG}'; echo oops >&2; exit 3`,
  );
  const run = await runConnector(['spec'], { executable });
  expect(run).toMatchObject({ exitCode: 3, signal: null, stderr: 'oops\n' });
  expect(JSON.stringify(run.messages[0])).toBe('{"type":"LOG","n":9007199254740993,"s":"a\u2028b"}');
  expect(run.lines).toHaveLength(2);
});

test.each(['not json', '[1]', '"text"', '{"log":1}', ''])(
  'A line that is not a message is shown in the error: %j.',
  async (line) => {
    const executable = await toy(`echo '${LOG}'; printf '%s\\n' '${line}'`);
    await expect(runConnector(['spec'], { executable })).rejects.toThrow(`not an Airbyte message: ${line}`);
  },
);

test('Arguments, variables and standard input reach the process.', async () => {
  const executable = await toy(`read input; echo "{\\"type\\":\\"LOG\\",\\"seen\\":\\"$1 $TOY $input\\"}"`);
  const run = await runConnector(['check'], { executable, env: { TOY: 'blue' }, stdin: 'text\n' });
  expect(run.messages[0]).toMatchObject({ seen: 'check blue text' });
});

test('A process that does not end in time is killed, and the error shows its last line.', async () => {
  const executable = await toy(`echo '${LOG}'; exec sleep 30`);
  await expect(runConnector(['read'], { executable, timeoutMs: 300 })).rejects.toThrow('hello');
});

test('A process can be killed after some lines.', async () => {
  const executable = await toy(`while :; do echo '${LOG}'; done`);
  const run = await runConnector(['read'], { executable, killAfterLines: 3 });
  expect(run).toMatchObject({ exitCode: null, signal: 'SIGKILL' });
  expect(run.messages).toHaveLength(3);
});

test('A process that is killed in the middle of a line leaves its whole lines.', async () => {
  const executable = await toy(`echo '${LOG}'; printf '{"type":"RECORD","rec'; exec sleep 30`);
  const onLine = (_line: string, child: ChildProcess) => {
    setTimeout(() => child.kill('SIGKILL'), 100);
  };
  const run = await runConnector(['read'], { executable, onLine });
  expect(run).toMatchObject({ signal: 'SIGKILL', lines: [LOG], messages: [JSON.parse(LOG)] });
});

test('A process that ends in the middle of a line has not written a message.', async () => {
  const executable = await toy(`echo '${LOG}'; printf '{"type":"RECORD","rec'`);
  await expect(runConnector(['read'], { executable })).rejects.toThrow('not an Airbyte message: {"type":"RECORD","rec');
});

test('The files of a read contain what was given, and are deleted afterwards.', async () => {
  const executable = await toy(
    `shift; while [ $# -gt 0 ]; do echo "{\\"type\\":\\"LOG\\",\\"name\\":\\"$1\\",\\"path\\":\\"$2\\",\\"file\\":$(cat "$2")}"; shift 2; done`,
  );
  const run = await read({ key: 'k' }, { streams: [] }, { executable, state: [] });
  expect(run.messages).toEqual([
    { type: 'LOG', name: '--config', path: expect.any(String), file: { key: 'k' } },
    { type: 'LOG', name: '--catalog', path: expect.any(String), file: { streams: [] } },
    { type: 'LOG', name: '--state', path: expect.any(String), file: [] },
  ]);
  // Look only at the folder of this run, because other tests create and delete folders next to it at the same time.
  const folders = run.messages.map((message) => dirname((message as unknown as { readonly path: string }).path));
  expect(folders.filter((folder) => folder === tmpdir() || existsSync(folder))).toEqual([]);
});
