import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Emulator, startEmulator } from '../../emulator/emulator.ts';
import { serveUntrusted } from '../helpers/https-server.ts';
import { configuredCatalog, discoverCatalog } from '../helpers/run.ts';
import { EMULATED, ROWS_CONFIG } from './files.ts';
import { SUBJECT_IMAGE } from './subject.ts';

const IMAGE = String(SUBJECT_IMAGE);
const CERTIFICATE = fileURLToPath(new URL('../fixtures/test-only-localhost.cert.pem', import.meta.url));
const MOST_BYTES_OVER_BASE = 60 * 1024 * 1024;
const TIMEOUT_MS = 60_000;

if (SUBJECT_IMAGE === undefined) {
  console.info('Left out: the tests on the image, with PyAirbyte and with tap-pendo. npm run acceptance runs them.');
}

interface Ended {
  readonly code: number;
  readonly stdout: string;
}

async function docker(...args: readonly string[]): Promise<Ended> {
  try {
    const { stdout } = await promisify(execFile)('docker', args, { timeout: TIMEOUT_MS, maxBuffer: 2 ** 28 });
    return { code: 0, stdout };
  } catch (error) {
    const { code, stdout } = error as { code?: unknown; stdout?: unknown };
    if (typeof code !== 'number') throw error;
    return { code, stdout: String(stdout) };
  }
}

async function inspect(image: string, format: string): Promise<unknown> {
  return JSON.parse((await docker('image', 'inspect', '--format', `{{json ${format}}}`, image)).stdout);
}

function inShell(script: string, ...options: readonly string[]): Promise<Ended> {
  return docker('run', '--rm', '--network', 'none', ...options, '--entrypoint', 'sh', IMAGE, '-c', script);
}

describe.skipIf(SUBJECT_IMAGE === undefined)('The image', { timeout: TIMEOUT_MS }, () => {
  let emulator: Emulator;
  let folder: string;

  beforeAll(async () => {
    emulator = await startEmulator(EMULATED);
    folder = await mkdtemp(join(tmpdir(), 'source-pendo-image-'));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
    await emulator.close();
  });

  async function configFile(baseUrl: string): Promise<string> {
    const path = join(folder, 'config.json');
    await writeFile(
      path,
      JSON.stringify({ ...ROWS_CONFIG, integration_key: emulator.integrationKey, base_url: baseUrl }),
    );
    return path;
  }

  test('says who it is, and what Airbyte has to call.', async () => {
    const { Labels, Env, Entrypoint, User } = (await inspect(IMAGE, '.Config')) as {
      Labels: Record<string, string>;
      Env: string[];
      Entrypoint: string[];
      User: string;
    };
    expect(Labels).toMatchObject({ 'io.airbyte.name': 'source-pendo' });
    expect(IMAGE).toContain(Labels['io.airbyte.version'] ?? 'no version');
    expect(Env).toContain(`AIRBYTE_ENTRYPOINT=${Entrypoint.join(' ')}`);
    expect(Entrypoint[0]).toMatch(/^\//);
    expect(User).toBe('1000:1000');
  });

  test.each([
    ['the way it is'],
    ['as another user, from another folder', '--user', '12345:54321', '--workdir', '/tmp'],
    ['as root', '--user', '0'],
    [
      'with nothing to write to and no capability',
      '--read-only',
      '--cap-drop',
      'ALL',
      '--security-opt',
      'no-new-privileges',
    ],
  ])('prints its spec without a network %s.', async (_how, ...options) => {
    const { code, stdout } = await docker('run', '--rm', '--network', 'none', ...options, IMAGE, 'spec');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ type: 'SPEC' });
  });

  test('is called by a POSIX shell the way Airbyte calls it.', async () => {
    const script =
      'cd /tmp && eval "$AIRBYTE_ENTRYPOINT spec" > out.json && mv out.json done.json && sleep 0 && cat done.json';
    expect(JSON.parse((await inShell(script)).stdout)).toMatchObject({ type: 'SPEC' });
  });

  test('holds what runs and nothing else.', async () => {
    const { stdout } = await inShell(
      'command -v npm npx corepack; cd /airbyte/integration_code && ls -A && find . -name "*.ts" -o -name "*.test.*" | head',
    );
    expect(stdout.split('\n').filter(Boolean)).toEqual(['bin', 'dist', 'node_modules', 'package.json', 'spec.json']);
  });

  test.skipIf(process.env.BASE === undefined)('is little more than the image that it stands on.', async () => {
    const [size, base] = [await inspect(IMAGE, '.Size'), await inspect(String(process.env.BASE), '.Size')];
    expect(Number(size) - Number(base)).toBeLessThan(MOST_BYTES_OVER_BASE);
  });

  test('trusts a certificate that NODE_EXTRA_CA_CERTS names, refuses it without, and goes through the proxy that is set.', async () => {
    const pendo = await serveUntrusted((incoming, outgoing) => {
      const headers = incoming.headers;
      const forwarded = request(
        `${emulator.url}${incoming.url}`,
        { method: incoming.method ?? 'GET', headers },
        (answer) => {
          outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
          answer.pipe(outgoing);
        },
      );
      incoming.pipe(forwarded);
    });
    const proxy = await serveProxy();
    const config = await configFile(pendo.url);
    const check = (...options: readonly string[]) =>
      docker(
        'run',
        '--rm',
        '--network',
        'host',
        '-v',
        `${config}:/tmp/config.json:ro`,
        '-v',
        `${CERTIFICATE}:/tmp/ca.pem:ro`,
        ...options,
        IMAGE,
        'check',
        '--config',
        '/tmp/config.json',
      );
    const trusting = ['-e', 'NODE_EXTRA_CA_CERTS=/tmp/ca.pem'];
    try {
      expect((await check()).stdout).toContain('"FAILED"');
      expect((await check(...trusting)).stdout).toContain('"SUCCEEDED"');
      expect(proxy.targets).toEqual([]);
      expect((await check(...trusting, '-e', `HTTPS_PROXY=${proxy.url}`)).stdout).toContain('"SUCCEEDED"');
      expect(proxy.targets).toContain(new URL(pendo.url).host);
      const used = proxy.targets.length;
      expect((await check(...trusting, '-e', `HTTPS_PROXY=${proxy.url}`, '-e', 'NO_PROXY=localhost')).stdout).toContain(
        '"SUCCEEDED"',
      );
      expect(proxy.targets.length).toBe(used);
    } finally {
      await Promise.all([pendo.close(), proxy.close()]);
    }
  });

  test('ends a read at once when it is stopped, and not as if it were complete.', async () => {
    const config = await configFile(emulator.url);
    const catalog = join(folder, 'catalog.json');
    const found = await discoverCatalog({
      ...ROWS_CONFIG,
      integration_key: emulator.integrationKey,
      base_url: emulator.url,
    });
    await writeFile(catalog, JSON.stringify(configuredCatalog(found)));
    const slow = emulator.faults.add({ match: { source: 'events' }, delayMs: TIMEOUT_MS });
    const name = `source-pendo-stop-${process.pid}`;
    const run = docker(
      'run',
      '--rm',
      '--name',
      name,
      '--network',
      'host',
      '-v',
      `${config}:/c.json:ro`,
      '-v',
      `${catalog}:/k.json:ro`,
      IMAGE,
      'read',
      '--config',
      '/c.json',
      '--catalog',
      '/k.json',
    );
    while (slow.fired === 0) await delay(100);
    await docker('stop', '--time', '20', name);
    const { code, stdout } = await run;
    slow.remove();
    expect(code).toBe(143);
    expect(stdout).not.toMatch(/"name":"events"\},"status":"COMPLETE"/);
  });
});

/** A proxy for HTTPS on loopback that notes where it was asked to connect to. */
async function serveProxy() {
  const targets: string[] = [];
  const server = createServer().on('connect', ({ url = '' }, client, head) => {
    targets.push(url);
    const [host, port] = url.split(':');
    const upstream = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.write(head);
      upstream.pipe(client).pipe(upstream);
    });
    for (const socket of [upstream, client]) socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    targets,
    close: () => new Promise((resolve) => server.close(resolve).closeAllConnections()),
  };
}
