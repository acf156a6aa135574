import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import process from 'node:process';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
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
import { check, configuredCatalog, discover, EXECUTABLE, type Run, type RunOptions, read } from '../helpers/run.ts';

const PASSWORD = 's3cr';
const CERTIFICATE = fileURLToPath(new URL('../fixtures/test-only-localhost.cert.pem', import.meta.url));
const CA = { NODE_EXTRA_CA_CERTS: CERTIFICATE };
const HERE = { by: inThisProcess };

let emulator: Emulator;
/** The emulator behind TLS. */
let secure: LoopbackServer;
let config: Readonly<Record<string, unknown>>;
let proxy: TestProxy | undefined;
/** What this process trusts in other tests. */
const trusted = getCACertificates();

beforeAll(async () => {
  setDefaultCACertificates([...trusted, await readFile(CERTIFICATE, 'utf8')]);
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
  setDefaultCACertificates(trusted);
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
    ['HTTP_PROXY', 'http://', {}],
    ['http_proxy', 'http://', HERE],
    ['HTTP_PROXY', '', HERE],
    ['http_proxy', '', HERE],
    ['HTTP_PROXY', '  http://', HERE],
  ])('of %s, written as %jhost:port, gets the requests for http.', async (variable, scheme, by) => {
    const { host, asked } = await newProxy();
    const env = { [variable]: `${scheme}${host}`, HTTPS_PROXY: 'unused.invalid:1' };
    const run = await check(config, { ...by, env });
    expect(statusOf(run)).toBe('SUCCEEDED');
    expect(asked[0]).toBe(`GET ${emulator.url}/api/v1/token/verify`);
  });

  test.each([
    ['HTTPS_PROXY', 'http://', {}],
    ['https_proxy', '', HERE],
  ])('of %s, written as %jhost:port, opens tunnels for https.', async (variable, scheme, by) => {
    const { host, asked } = await newProxy();
    const env = { ...CA, [variable]: `${scheme}${host}`, HTTP_PROXY: 'unused.invalid:1' };
    const run = await check({ ...config, base_url: secure.url }, { ...by, env });
    expect(statusOf(run)).toBe('SUCCEEDED');
    expect(new Set(asked)).toEqual(new Set([`CONNECT ${new URL(secure.url).host}`]));
  });

  test('gets the requests of discover and read too.', async () => {
    const { host, asked } = await newProxy();
    const options = { ...HERE, env: { HTTP_PROXY: host } };
    const catalog = configuredCatalog(await discoverCatalog(config, options), { streams: ['pages', 'visitors'] });
    expect((await read(config, catalog, options)).exitCode).toBe(0);
    for (const path of ['metadata/schema/visitor', 'page', 'aggregation']) expect(asked.join()).toContain(path);
  });

  test('is not used when its variables are blank, and lower case wins over upper case.', async () => {
    const { host, asked } = await newProxy();
    const blank = { HTTP_PROXY: ' ', http_proxy: '', HTTPS_PROXY: '' };
    expect(statusOf(await check(config, { ...HERE, env: blank }))).toBe('SUCCEEDED');
    expect(asked).toEqual([]);
    const both = { http_proxy: host, HTTP_PROXY: 'unused.invalid:1' };
    expect(statusOf(await check(config, { ...HERE, env: both }))).toBe('SUCCEEDED');
    expect(asked.length).toBeGreaterThan(0);
  });

  test('is not used for what NO_PROXY covers, in upper or lower case, and as a range.', async () => {
    const { host, asked } = await newProxy();
    for (const exception of [{ NO_PROXY: 'localhost, 127.0.0.0/8' }, { no_proxy: '127.0.0.1' }, { NO_PROXY: '*' }]) {
      expect(statusOf(await check(config, { ...HERE, env: { HTTP_PROXY: host, ...exception } }))).toBe('SUCCEEDED');
    }
    expect(asked).toEqual([]);
  });

  test('is used when an entry of NO_PROXY cannot be read, and the log says which one.', async () => {
    const { host, asked } = await newProxy();
    const run = await check(config, { ...HERE, env: { HTTP_PROXY: host, NO_PROXY: 'localhost,127.*' } });
    expect(statusOf(run)).toBe('SUCCEEDED');
    expect(warningsOf(run)).toEqual([expect.stringMatching(/^NO_PROXY .* at position 2, so this entry is ignored/)]);
    expect(asked.length).toBeGreaterThan(0);
    expect(warningsOf(await check(config, { ...HERE, env: { NO_PROXY: 'localhost,127.*' } }))).toEqual([]);
  });

  test.each([
    ['us%40er:p%40ss%3A%2Fw', 'us@er:p@ss:/w'],
    ['user:p@ss', 'user:p@ss'],
    ['user:100%', 'user:100%'],
    ['user:pä%C3%A4', 'user:pää'],
    ['user', 'user:'],
    ['user:', 'user:'],
  ])('gets the user and password that are meant: %s', async (written, sent) => {
    const { host, credentials } = await newProxy();
    expect(statusOf(await check(config, { ...HERE, env: { HTTP_PROXY: `http://${written}@${host}` } }))).toBe(
      'SUCCEEDED',
    );
    expect(new Set(credentials)).toEqual(new Set([sent]));
    credentials.length = 0;
    const tunnelled = { ...HERE, env: { HTTPS_PROXY: `${written}@${host}` } };
    expect(statusOf(await check({ ...config, base_url: secure.url }, tunnelled))).toBe('SUCCEEDED');
    expect(new Set(credentials)).toEqual(new Set([sent]));
  });

  test('gets the requests to the inbox of webhooks too.', async () => {
    const inbox = await serve((_request, response) => response.setHeader('content-type', 'application/x-ndjson').end());
    try {
      const { host, asked } = await newProxy();
      const withInbox = { ...config, webhooks: { inbox_url: inbox.url, token: 'token' } };
      expect(statusOf(await check(withInbox, { ...HERE, env: { HTTP_PROXY: host } }))).toBe('SUCCEEDED');
      expect(asked.join()).toContain(`GET ${inbox.url}/feed`);
    } finally {
      await inbox.close();
    }
  });
});

/** Those with a password hold this one. The executable gets the second, the same code in this process gets the others. */
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

describe('A variable that is not the address of an HTTP proxy', () => {
  test.each(UNUSABLE)(
    'makes check, discover and read fail with one sentence that does not repeat it: %s',
    async (value) => {
      // Any variable fails, even one that no request would use.
      const variable = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'][UNUSABLE.indexOf(value) % 4] ?? '';
      const env = { [variable]: value };
      const options = UNUSABLE.indexOf(value) === 1 ? { env } : { ...HERE, env };
      const sentences = [
        failedCheck(await check(config, options), PASSWORD),
        ...configErrors(await discover(config, options), PASSWORD),
        ...configErrors(await read(config, { streams: [] }, options), PASSWORD),
      ];
      expect(sentences).toHaveLength(3);
      expect(new Set(sentences).size).toBe(1);
      expect(sentences[0]).toContain(`${variable} is not the address of an HTTP proxy; write it as http://host:port`);
    },
  );

  const HELP = [['--help'], ['check', '--help'], ['read', '--help'], ['listen', '--help']];
  test.each([
    [{ HTTPS_PROXY: '10.1.2.3:8080' }, []],
    [{ HTTPS_PROXY: `http://user:${PASSWORD}/et@proxy.example.com:8080`, NODE_USE_ENV_PROXY: '1' }, HELP],
    [{ HTTP_PROXY: 'socks5://proxy.example.com', NODE_OPTIONS: '--use-env-proxy' }, []],
  ])('does not disturb spec, help and listen, which need no proxy: %j', async (env, help) => {
    for (const args of [['spec'], ...help]) {
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

describe('An error of a proxy names its variable and does not blame Pendo:', () => {
  async function failure(
    changes: object,
    env: Readonly<Record<string, string>>,
    by: RunOptions = HERE,
  ): Promise<string> {
    const run = await check({ ...config, ...changes }, { ...by, env: { ...CA, ...env } });
    expect(statusOf(run)).toBe('FAILED');
    expect(run.lines.join('')).not.toContain(PASSWORD);
    const message = run.messages.find(({ connectionStatus }) => connectionStatus)?.connectionStatus?.message ?? '';
    expectSentence(message);
    return message;
  }

  test.each(['HTTP_PROXY', 'HTTPS_PROXY'])('%s, where nobody listens or the host does not exist.', async (variable) => {
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
    [407, 'wants another user and password', {}],
    [403, 'does not let us through', HERE],
    [502, 'gives no connection', HERE],
  ])('HTTPS_PROXY, which answers %i instead of opening a tunnel.', async (status, words, by) => {
    const { host, asked } = await newProxy({ status });
    const message = await failure({ base_url: secure.url }, { HTTPS_PROXY: `http://user:${PASSWORD}@${host}` }, by);
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

  test('HTTPS_PROXY, when it does not let requests to the inbox through.', async () => {
    const { host } = await newProxy({ status: 403 });
    const webhooks = { inbox_url: 'https://inbox.invalid', token: 'token' };
    const message = await failure({ webhooks }, { HTTPS_PROXY: host });
    expect(message).toContain('The proxy of HTTPS_PROXY does not let us through to the webhook receiver');
  });
});
