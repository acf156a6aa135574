import { execFile } from 'node:child_process';
import { request } from 'node:http';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Emulator, startEmulator } from '../../emulator/index.ts';
import { closedPort } from '../helpers/check-status.ts';
import { discoverCatalog } from '../helpers/discover-catalog.ts';
import { type LoopbackServer, serve } from '../helpers/http-server.ts';
import { serveUntrusted } from '../helpers/https-server.ts';
import { inThisProcess } from '../helpers/in-this-process.ts';
import { type Obstacle, serveProxy, type TestProxy } from '../helpers/proxy.ts';
import { inboxFolder, startReceiver } from '../helpers/receiver.ts';
import { configErrors, expectSentence, failedCheck } from '../helpers/refusal.ts';
import { check, configuredCatalog, discover, EXECUTABLE, type Run, read } from '../helpers/run.ts';

const PASSWORD = 's3cr';
const CA = { NODE_EXTRA_CA_CERTS: fileURLToPath(new URL('../fixtures/test-only-localhost.cert.pem', import.meta.url)) };

let emulator: Emulator;
/** The emulator behind TLS. */
let secure: LoopbackServer;
let config: Readonly<Record<string, unknown>>;
let proxy: TestProxy | undefined;

beforeAll(async () => {
  emulator = await startEmulator({ scale: 'tiny' });
  secure = await serveUntrusted((incoming, outgoing) => {
    const { method = 'GET', headers } = incoming;
    const forwarded = request(`${emulator.url}${incoming.url}`, { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(forwarded);
  });
  config = { integration_key: emulator.integrationKey, start_date: '2026-06-01', base_url: emulator.url };
});
afterEach(() => proxy?.close());
afterAll(async () => {
  await secure.close();
  await emulator.close();
});

async function newProxy(obstacle?: Obstacle): Promise<TestProxy> {
  proxy = await serveProxy(obstacle);
  return proxy;
}

function statusOf(run: Run): string | undefined {
  expect({ exitCode: run.exitCode, stderr: run.stderr }).toEqual({ exitCode: 0, stderr: '' });
  return run.messages.find((message) => message.connectionStatus !== undefined)?.connectionStatus?.status;
}

function warningsOf(run: Run): string[] {
  return run.messages.flatMap(({ log }) => (log?.level === 'WARN' ? [log.message] : []));
}

describe('A proxy', () => {
  test.each([
    ['HTTP_PROXY', 'http://'],
    ['http_proxy', 'http://'],
    ['HTTP_PROXY', ''],
    ['http_proxy', ''],
    ['HTTP_PROXY', '  http://'],
  ])('of %s, written as %jhost:port, gets the requests for http.', async (variable, scheme) => {
    const { host, asked } = await newProxy();
    const run = await check(config, { env: { [variable]: `${scheme}${host}`, HTTPS_PROXY: 'unused.invalid:1' } });
    expect(statusOf(run)).toBe('SUCCEEDED');
    expect(asked[0]).toBe(`GET ${emulator.url}/api/v1/token/verify`);
  });

  test.each([
    ['HTTPS_PROXY', 'http://'],
    ['https_proxy', ''],
  ])('of %s, written as %jhost:port, opens tunnels for https.', async (variable, scheme) => {
    const { host, asked } = await newProxy();
    const env = { ...CA, [variable]: `${scheme}${host}`, HTTP_PROXY: 'unused.invalid:1' };
    const run = await check({ ...config, base_url: secure.url }, { env });
    expect(statusOf(run)).toBe('SUCCEEDED');
    expect(new Set(asked)).toEqual(new Set([`CONNECT ${new URL(secure.url).host}`]));
  });

  test('serves discover and read as well.', async () => {
    const { host, asked } = await newProxy();
    const env = { HTTP_PROXY: host };
    const catalog = configuredCatalog(await discoverCatalog(config, { env }), { streams: ['pages', 'visitors'] });
    expect((await read(config, catalog, { env })).exitCode).toBe(0);
    for (const path of ['metadata/schema/visitor', 'page', 'aggregation']) expect(asked.join()).toContain(path);
  });

  test('is none where its variables are blank, and the small spelling wins over the big one.', async () => {
    const { host, asked } = await newProxy();
    expect(statusOf(await check(config, { env: { HTTP_PROXY: ' ', http_proxy: '', HTTPS_PROXY: '' } }))).toBe(
      'SUCCEEDED',
    );
    expect(asked).toEqual([]);
    const both = { http_proxy: host, HTTP_PROXY: 'unused.invalid:1' };
    expect(statusOf(await check(config, { env: both }))).toBe('SUCCEEDED');
    expect(asked.length).toBeGreaterThan(0);
  });

  test('is passed by for what NO_PROXY covers, in either spelling, as a range too.', async () => {
    const { host, asked } = await newProxy();
    for (const exception of [{ NO_PROXY: 'localhost, 127.0.0.0/8' }, { no_proxy: '127.0.0.1' }, { NO_PROXY: '*' }]) {
      expect(statusOf(await check(config, { by: inThisProcess, env: { HTTP_PROXY: host, ...exception } }))).toBe(
        'SUCCEEDED',
      );
    }
    expect(asked).toEqual([]);
  });

  test('is used although an entry of NO_PROXY cannot be read, and the log says which one.', async () => {
    const { host, asked } = await newProxy();
    const run = await check(config, { env: { HTTP_PROXY: host, NO_PROXY: 'localhost,127.*' } });
    expect(statusOf(run)).toBe('SUCCEEDED');
    expect(warningsOf(run)).toEqual([expect.stringMatching(/^NO_PROXY .* at position 2, so this entry is ignored/)]);
    expect(asked.length).toBeGreaterThan(0);
    expect(warningsOf(await check(config, { env: { NO_PROXY: 'localhost,127.*' } }))).toEqual([]);
  });

  test.each([
    ['us%40er:p%40ss%3A%2Fw', 'us@er:p@ss:/w'],
    ['user:p@ss', 'user:p@ss'],
    ['user:100%', 'user:100%'],
    ['user:pä%C3%A4', 'user:pää'],
    ['user', 'user:'],
    ['user:', 'user:'],
  ])('gets user and password as they are meant: %s', async (written, sent) => {
    const { host, credentials } = await newProxy();
    expect(statusOf(await check(config, { by: inThisProcess, env: { HTTP_PROXY: `http://${written}@${host}` } }))).toBe(
      'SUCCEEDED',
    );
    expect(new Set(credentials)).toEqual(new Set([sent]));
    credentials.length = 0;
    const tunnelled = { ...CA, HTTPS_PROXY: `${written}@${host}` };
    expect(statusOf(await check({ ...config, base_url: secure.url }, { env: tunnelled }))).toBe('SUCCEEDED');
    expect(new Set(credentials)).toEqual(new Set([sent]));
  });

  test('gets the requests to the inbox of webhooks too.', async () => {
    const inbox = await serve((_request, response) => response.setHeader('content-type', 'application/x-ndjson').end());
    try {
      const { host, asked } = await newProxy();
      const withInbox = { ...config, webhooks: { inbox_url: inbox.url, token: 'token' } };
      expect(statusOf(await check(withInbox, { env: { HTTP_PROXY: host } }))).toBe('SUCCEEDED');
      expect(asked.join()).toContain(`GET ${inbox.url}/feed`);
    } finally {
      await inbox.close();
    }
  });
});

/** So many apart, they are given to the executable; the others to the same code in this process. */
const PROCESS_EVERY = 5;
/** Each holds the password where it has one. */
const UNUSABLE = [
  'socks5h://proxy.example.com:1080',
  `socks5://user:${PASSWORD}@proxy.example.com:1080`,
  `http://user:${PASSWORD}/et@proxy.example.com:8080`,
  `http://user:12/${PASSWORD}@proxy.example.com:8080`,
  `http://user:12#${PASSWORD}@proxy.example.com:8080`,
  `http://user:12?${PASSWORD}@proxy.example.com:8080`,
  `user:${PASSWORD}#@proxy.example.com:8080`,
  `http://us\\er:${PASSWORD}@proxy.example.com`,
  `http://user:${PASSWORD} et@proxy.example.com`,
  `http://user:${PASSWORD}@`,
  'http://',
  'http://:8080',
  'http://proxy.example.com:80800',
  'ftp://proxy.example.com',
  'http://proxy.example.com/proxy.pac',
];

describe('A variable that names no usable proxy', () => {
  test.each(UNUSABLE)('is one sentence of check, discover and read that shows nothing of it: %s', async (value) => {
    // Of any of them, also where nothing would go through it.
    const variable = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'][UNUSABLE.indexOf(value) % 4] ?? '';
    const env = { [variable]: value };
    const options = UNUSABLE.indexOf(value) % PROCESS_EVERY === 0 ? { env } : { env, by: inThisProcess };
    const sentences = [
      failedCheck(await check(config, options), PASSWORD),
      ...configErrors(await discover(config, options), PASSWORD),
      ...configErrors(await read(config, { streams: [] }, options), PASSWORD),
    ];
    expect(sentences).toHaveLength(3);
    expect(new Set(sentences).size).toBe(1);
    expect(sentences[0]).toContain(`${variable} is not the address of an HTTP proxy; write it as http://host:port`);
  });

  test.each([
    { HTTPS_PROXY: '10.1.2.3:8080' },
    { HTTPS_PROXY: `http://user:${PASSWORD}/et@proxy.example.com:8080`, NODE_USE_ENV_PROXY: '1' },
    { HTTP_PROXY: 'socks5://proxy.example.com', NODE_OPTIONS: '--use-env-proxy' },
  ])('does not matter to those that need none: %j', async (env) => {
    const commands = [['spec'], ['--help'], ['check', '--help'], ['read', '--help'], ['listen', '--help']];
    for (const args of commands) {
      const { stdout, stderr } = await promisify(execFile)(EXECUTABLE, args, { env: { ...process.env, ...env } });
      expect(stdout).not.toBe('');
      expect(stderr).toBe('');
    }
    const { inbox, remove } = await inboxFolder();
    const receiver = await startReceiver({ inbox, env });
    expect((await receiver.kill('SIGTERM')).code).toBe(0);
    await remove();
  });
});

describe('A proxy that is at fault is named by its variable, not Pendo:', () => {
  async function failure(changes: object, env: Readonly<Record<string, string>>): Promise<string> {
    const run = await check({ ...config, ...changes }, { env: { ...CA, ...env } });
    expect(statusOf(run)).toBe('FAILED');
    expect(run.lines.join('')).not.toContain(PASSWORD);
    const message = run.messages.find(({ connectionStatus }) => connectionStatus)?.connectionStatus?.message ?? '';
    expectSentence(message);
    return message;
  }

  test.each(['HTTP_PROXY', 'HTTPS_PROXY'])('%s, where nobody listens or no such host is.', async (variable) => {
    const base_url = variable === 'HTTP_PROXY' ? emulator.url : secure.url;
    for (const host of [`127.0.0.1:${await closedPort()}`, 'no-such-host.invalid:8080']) {
      const message = await failure({ base_url }, { [variable]: `http://user:${PASSWORD}@${host}` });
      expect(message).toMatch(
        new RegExp(`^The proxy of ${variable} gives no connection to Pendo's host .* \\(E[A-Z_]+\\)`),
      );
      expect(message).toContain('check that the proxy runs');
    }
  });

  test.each([
    [407, 'wants another user and password'],
    [403, 'does not let us through'],
    [502, 'gives no connection'],
  ])('HTTPS_PROXY, which answers %i in place of a tunnel.', async (status, words) => {
    const { host, asked } = await newProxy({ status });
    const message = await failure({ base_url: secure.url }, { HTTPS_PROXY: `http://user:${PASSWORD}@${host}` });
    expect(message).toContain(`The proxy of HTTPS_PROXY ${words}`);
    expect(message).toContain(`(HTTP ${status})`);
    expect(asked.length > 1).toBe(status >= 500);
  });

  test('HTTPS_PROXY, which hangs up.', async () => {
    const { host } = await newProxy('hang up');
    expect(await failure({ base_url: secure.url }, { HTTPS_PROXY: host })).toMatch(/proxy/i);
  });

  test('HTTP_PROXY, which wants a password.', async () => {
    const { host } = await newProxy({ status: 407 });
    const message = await failure({}, { HTTP_PROXY: `user:${PASSWORD}@${host}` });
    expect(message).toContain('The proxy wants another user and password: write them into HTTP_PROXY');
  });

  test('that of the inbox.', async () => {
    const { host } = await newProxy({ status: 403 });
    const webhooks = { inbox_url: 'https://inbox.invalid', token: 'token' };
    const message = await failure({ webhooks }, { HTTPS_PROXY: host });
    expect(message).toContain('The proxy of HTTPS_PROXY does not let us through to the webhook receiver');
  });
});
