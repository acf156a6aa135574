import { once } from 'node:events';
import { createServer } from 'node:net';
import { beforeAll, expect, test } from 'vitest';
import { type Emulator, startEmulator } from '../../emulator/index.ts';
import { toAirbyteStream } from '../../src/streams/catalog.ts';
import { findStream } from '../../src/streams/index.ts';
import { closedGate, type Gate } from '../helpers/gate.ts';
import { configuredCatalog, type Run, type RunOptions, read, recordsOf } from '../helpers/run.ts';
import { runHere } from '../helpers/run-here.ts';

const NAME_SERVER = new URL('../helpers/name-server.ts', import.meta.url).href;
/** A name that a config may have with http; NAME_SERVER gives it its addresses. */
const HOST = 'host.docker.internal';
const ADDRESS = '127.0.0.1';
/** Of this machine too. */
const OTHER = '127.0.0.2';
const TRYING_AGAIN = 'Trying again';
/** Longer than a connection may take. These tests only wait, so they run at the same time. */
const WAITS = { concurrent: true, timeout: 100_000 };
const KEY = 'key-0123456789';

let emulator: Emulator;
const cleanUp: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  emulator = await start();
  return async () => void (await Promise.all(cleanUp.map((close) => close())));
});

async function start(): Promise<Emulator> {
  const started = await startEmulator({ scale: 'tiny', integrationKey: KEY });
  cleanUp.push(() => started.close());
  return started;
}

function portOf({ url }: Emulator): number {
  return Number(new URL(url).port);
}

async function gate(host: string, port = 0): Promise<Gate> {
  const made = await closedGate({ host, port, target: portOf(emulator) });
  cleanUp.push(made.close);
  return made;
}

/** Reads the pages with the executable. The host in the url has these addresses, in this order. */
function readPages(url: string, addresses: readonly string[], options: RunOptions = {}): Promise<Run> {
  const definition = findStream('pages');
  if (definition === undefined) throw new Error('There is no stream pages.');
  const streams = [toAirbyteStream(definition, 'day')];
  const catalog = configuredCatalog({ streams } as unknown as Parameters<typeof configuredCatalog>[0]);
  const config = { start_date: '2026-06-01', integration_key: KEY, base_url: url };
  const env = { NODE_OPTIONS: `--import=${NAME_SERVER}`, TEST_ADDRESSES: addresses.join() };
  return read(config, catalog, { ...options, env, timeoutMs: WAITS.timeout });
}

/** Fails unless the pages were read after so many repeated requests. */
function expectPages(run: Run, tries: number): void {
  expect(run.exitCode).toBe(0);
  expect(recordsOf(run.messages, 'pages').length).toBeGreaterThan(0);
  expect(run.messages.filter(({ log }) => log?.message.startsWith(TRYING_AGAIN))).toHaveLength(tries);
}

test.each([
  ['first', [OTHER, ADDRESS]],
  ['second', [ADDRESS, OTHER]],
])('A host with two addresses is read when the %s one refuses.', async (_which, addresses) => {
  expectPages(await readPages(`http://${HOST}:${portOf(emulator)}`, addresses), 0);
});

test('A host with two addresses is read when the first one does not answer.', WAITS, async () => {
  const own = await start();
  await gate(OTHER, portOf(own));
  expectPages(await readPages(own.url.replace(ADDRESS, HOST), [OTHER, ADDRESS]), 0);
});

test('A host with two addresses is read when one is slow and the other one refuses.', WAITS, async () => {
  const { port, open } = await gate(ADDRESS);
  // Node's own patience with an address, a quarter of a second, is long over by then.
  setTimeout(open, 2500);
  expectPages(await readPages(`http://${HOST}:${port}`, [ADDRESS, OTHER]), 0);
});

test('A connection that takes too long is tried again.', WAITS, async () => {
  const { port, open } = await gate(ADDRESS);
  const run = await readPages(`http://${ADDRESS}:${port}`, [ADDRESS], {
    onLine: (line) => void (line.includes(TRYING_AGAIN) && open()),
  });
  expectPages(run, 1);
  expect(run.lines.join()).toContain(`No connection to Pendo's host (${ADDRESS}:${port}) (ETIMEDOUT)`);
});

test('A connection is tried again when the server never answers TLS.', WAITS, async () => {
  let callers = 0;
  const server = createServer((socket) => {
    callers += 1;
    socket.on('error', () => {});
    if (callers > 1) socket.destroy();
  });
  await once(server.listen(0, ADDRESS), 'listening');
  cleanUp.push(async () => void server.close());
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const config = { start_date: '2026-06-01', integration_key: KEY, base_url: `https://${ADDRESS}:${port}` };
  const { messages } = await runHere('check', { config });
  const [first] = messages.flatMap(({ log }) => (log?.message.startsWith(TRYING_AGAIN) ? [log.message] : []));
  expect(first).toContain(`No connection to Pendo's host (${ADDRESS}:${port}) (ETIMEDOUT)`);
  expect(callers).toBeGreaterThan(1);
});
