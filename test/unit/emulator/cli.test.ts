import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';

const MAIN = fileURLToPath(new URL('../../../emulator/main.ts', import.meta.url));

let child: ChildProcess | undefined;
afterEach(() => child?.kill('SIGKILL'));

function run(...parameters: string[]) {
  const started = spawn(process.execPath, [MAIN, ...parameters], { stdio: ['ignore', 'pipe', 'pipe'] });
  child = started;
  const printed = { out: '', err: '' };
  started.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed.out += text;
  });
  started.stderr.setEncoding('utf8').on('data', (text: string) => {
    printed.err += text;
  });
  return { started, printed };
}

test('it prints url and key, serves data, can be controlled by another process, and ends on SIGINT', async () => {
  const { started, printed } = run(
    '--port',
    '0',
    '--scale',
    'tiny',
    '--key',
    'my-key',
    '--now',
    '2026-06-15T13:00:00Z',
  );
  while (!printed.out.includes('Ctrl-C')) await once(started.stdout, 'data');
  const url = /^url +(http:\S+)$/m.exec(printed.out)?.[1];
  expect(printed.out).toMatch(/^key +my-key$/m);
  const moved = await fetch(`${url}/_emulator/clock`, { method: 'POST', body: '{"advanceMs":1000}' });
  expect(await moved.json()).toEqual({ now: Date.parse('2026-06-15T13:00:01Z') });
  const pages = await fetch(`${url}/api/v1/page?expand=*`, { headers: { 'x-pendo-integration-key': 'my-key' } });
  expect(await pages.json()).not.toHaveLength(0);
  started.kill('SIGINT');
  expect(await once(started, 'exit')).toEqual([0, null]);
});

test('with --host it listens on other addresses, and says how a container reaches it', async () => {
  const { started, printed } = run('--port', '0', '--scale', 'tiny', '--host', '0.0.0.0');
  while (!printed.out.includes('Ctrl-C')) await once(started.stdout, 'data');
  const port = /^url +http:\/\/127\.0\.0\.1:(\d+)$/m.exec(printed.out)?.[1];
  expect(printed.out).toMatch(new RegExp(`^from a container +http://host\\.docker\\.internal:${port}$`, 'm'));
  // All of 127.0.0.0/8 is this machine, but only a server that listens on every address answers on 127.0.0.2.
  expect((await fetch(`http://127.0.0.2:${port}/_emulator/clock`)).status).toBe(200);
});

test('without --host only 127.0.0.1 answers', async () => {
  const { started, printed } = run('--port', '0', '--scale', 'tiny');
  while (!printed.out.includes('Ctrl-C')) await once(started.stdout, 'data');
  const port = /^url +http:\/\/127\.0\.0\.1:(\d+)$/m.exec(printed.out)?.[1];
  await expect(fetch(`http://127.0.0.2:${port}/_emulator/clock`)).rejects.toThrow();
});

test('a port that is taken gives one sentence and exit code 1', async () => {
  const blocker = createServer().listen(0, '127.0.0.1');
  await once(blocker, 'listening');
  const { started, printed } = run('--port', String((blocker.address() as { port: number }).port));
  const [code] = await once(started, 'close');
  blocker.close();
  expect([code, printed.err]).toEqual([1, expect.stringMatching(/^The emulator cannot start: .*EADDRINUSE.*\n$/)]);
});

test.each([
  ['--scale', 'enormous'],
  ['--now', 'soon'],
  ['--host', ' '],
  ['--colour', 'red'],
])('%s %s is refused', async (...parameters) => {
  const { started, printed } = run(...parameters);
  const [code] = await once(started, 'close');
  expect(code).toBe(1);
  expect(printed.err).toContain(parameters[0]?.slice(2));
});
