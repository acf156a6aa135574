import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Emulator, startEmulator } from '../../emulator/index.ts';
import { serveUntrusted } from '../helpers/https-server.ts';
import { serveProxy } from '../helpers/proxy.ts';
import { docker } from './docker.ts';
import { EMULATED, ROWS_CONFIG } from './files.ts';
import { SUBJECT_IMAGE } from './subject.ts';

const IMAGE = String(SUBJECT_IMAGE);
const CERTIFICATE = fileURLToPath(new URL('../fixtures/test-only-localhost.cert.pem', import.meta.url));
const TIMEOUT_MS = 60_000;

describe.skipIf(SUBJECT_IMAGE === undefined)(
  'The image in a network with its own rules',
  { timeout: TIMEOUT_MS },
  () => {
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

    test('trusts a certificate only if NODE_EXTRA_CA_CERTS names it, and uses the configured proxy.', async () => {
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
      const config = join(folder, 'config.json');
      const settings = { ...ROWS_CONFIG, integration_key: emulator.integrationKey, base_url: pendo.url };
      await writeFile(config, JSON.stringify(settings));
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
        expect(proxy.asked).toEqual([]);
        for (const address of [`http://${proxy.host}`, proxy.host]) {
          proxy.asked.length = 0;
          expect((await check(...trusting, '-e', `HTTPS_PROXY=${address}`)).stdout).toContain('"SUCCEEDED"');
          expect(proxy.asked).toContain(`CONNECT ${new URL(pendo.url).host}`);
        }
        proxy.asked.length = 0;
        expect(
          (await check(...trusting, '-e', `HTTPS_PROXY=${proxy.host}`, '-e', 'NO_PROXY=localhost')).stdout,
        ).toContain('"SUCCEEDED"');
        expect(proxy.asked).toEqual([]);
        const unusable = await check('-e', `HTTPS_PROXY=socks5h://user:k9/zQx7@${proxy.host}`);
        expect(unusable.stdout).toContain('HTTPS_PROXY is not the address of an HTTP proxy');
        expect(unusable.stdout).not.toContain('zQx7');
      } finally {
        await Promise.all([pendo.close(), proxy.close()]);
      }
    });
  },
);
