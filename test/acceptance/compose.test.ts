import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Emulator, startEmulator } from '../../emulator/index.ts';
import { signatureOf } from '../../emulator/webhooks.ts';
import { discoverCatalog } from '../helpers/discover-catalog.ts';
import { type Answer, post } from '../helpers/receiver.ts';
import { check, configuredCatalog, lastStates, read, recordsOf } from '../helpers/run.ts';
import { WEBHOOK_STREAMS } from '../helpers/streams/index.ts';
import { EMULATED, ROWS_CONFIG } from './files.ts';
import { type Guide, HOST, openGuide } from './guide.ts';
import { SUBJECT, SUBJECT_IMAGE } from './subject.ts';

const URL_OF_PROXY = `https://${HOST}`;
const ROOT_OF_CADDY = '/data/caddy/pki/authorities/local/root.crt';
const READY_WITHIN_MS = 30_000;
/** The bit of this capability, as the kernel shows it. */
const NET_BIND_SERVICE = 1 << 10;
const RESTARTS = 3;
const STORED_PER_RESTART = 5;
const SEND_EVERY_MS = 30;

describe('docs/webhooks.md, followed with its compose.yaml,', { timeout: 120_000 }, () => {
  let guide: Guide;
  let emulator: Emulator;
  /** The events that have been answered with 200. */
  const kept: string[] = [];

  beforeAll(async () => {
    emulator = await startEmulator(EMULATED);
    guide = await openGuide();
    await guide.follow('Behind TLS', 'docker compose up');
    // The proxy creates it when it starts, readable only by its owner.
    await guide.shell(
      `until docker compose cp proxy:${ROOT_OF_CADDY} root.crt; do sleep 0.3; done; chmod 644 root.crt`,
    );
    setDefaultCACertificates([...getCACertificates('default'), await readFile(guide.certificate, 'utf8')]);
    await reachable();
  }, 120_000);

  afterAll(async () => {
    await emulator.close();
    await guide.shell('docker compose down --volumes --remove-orphans');
    const label = `--filter label=com.docker.compose.project=${guide.project}`;
    const left = `docker ps -aq ${label}; docker volume ls -q ${label}; docker network ls -q ${label}`;
    expect(await guide.shell(left)).toBe('');
    await guide.remove();
  });

  const secrets = async () => (await readFile(join(guide.folder, 'webhook_secrets'), 'utf8')).trim().split('\n');

  async function send(uniqueId: string, secret?: string): Promise<Answer> {
    const body = JSON.stringify({ uniqueId, event: 'npsSubmitted', timestamp: 1_767_225_600 });
    const [first = ''] = await secrets();
    const answer = await post(URL_OF_PROXY, body, { signature: signatureOf(body, secret ?? first) });
    if (answer.status === 200) kept.push(uniqueId);
    return answer;
  }

  /** The ids in the feed, in order. */
  async function fed(): Promise<string[]> {
    const lines = await guide.shell(
      `curl --silent --fail --show-error -H "authorization: Bearer $(cat feed_token)" '${URL_OF_PROXY}/feed?limit=10000'`,
    );
    return Array.from(lines.matchAll(/^.+$/gm), ([line]) => JSON.parse(line).unique_id);
  }

  async function reachable(): Promise<void> {
    const deadline = Date.now() + READY_WITHIN_MS;
    while (Date.now() < deadline) {
      const answer = await fetch(`${URL_OF_PROXY}/feed`).catch(() => undefined);
      if (answer?.status === 401) return;
      await delay(200);
    }
    throw new Error(`Nothing answers at ${URL_OF_PROXY}: ${await guide.shell('docker compose logs --tail 20')}`);
  }

  test('runs the image under test and two receivers, and exposes only what Pendo and Airbyte need, by https.', async () => {
    expect((await guide.shell('docker compose config --images receiver')).split('\n')).toContain(SUBJECT_IMAGE);
    expect((await guide.shell('docker compose ps --quiet receiver')).trim().split('\n')).toHaveLength(2);
    for (const path of ['/', '/metrics', '/healthz', '/readyz']) {
      expect([path, (await fetch(URL_OF_PROXY + path)).status]).toEqual([path, 404]);
    }
    const plain = await fetch(`http://${HOST}/feed`, { redirect: 'manual' });
    expect([plain.status, plain.headers.get('location')]).toEqual([308, `${URL_OF_PROXY}/feed`]);
  });

  test('every container becomes healthy, and none can write into its own file system or has a capability too many.', async () => {
    const states = async () =>
      (await guide.shell("docker compose ps --format '{{.Service}} {{.Health}}'")).trim().split('\n');
    const healthy = ['database', 'proxy', 'receiver', 'receiver'].map((service) => `${service} healthy`);
    await expect.poll(async () => (await states()).toSorted(), { timeout: READY_WITHIN_MS }).toEqual(healthy);
    for (const [service, capabilities] of [
      ['proxy', NET_BIND_SERVICE],
      ['receiver', 0],
      ['database', 0],
    ] as const) {
      const inside = (script: string) => guide.shell(`docker compose exec -T ${service} sh -c '${script}'`);
      expect(await inside('touch /etc/written 2>&1 || true'), service).toContain('Read-only file system');
      const [, bounding = ''] = /^CapBnd:\s*([0-9a-f]+)$/m.exec(await inside('cat /proc/1/status')) ?? [];
      expect([service, Number.parseInt(bounding, 16)]).toEqual([service, capabilities]);
    }
  });

  test('stores the event of the page once, returns it in the feed, and counts it where the page looks.', async () => {
    const post = () => guide.follow('Is it working?', 'x-pendo-signature');
    expect(await post()).toContain('{"stored":1,"duplicates":0}');
    expect(await post()).toContain('{"stored":0,"duplicates":1}');
    kept.push('try-1');
    expect(JSON.parse(await guide.follow('Is it working?', '/feed'))).toMatchObject({
      sequence: 1,
      unique_id: 'try-1',
    });
    expect(await guide.follow('Metrics', 'docker compose exec')).toMatch(/^pendo_webhooks_inbox_events 1$/m);
  });

  test('a check passes through the proxy, a read returns the event in its stream, and a second read nothing new.', async () => {
    const token = (await readFile(join(guide.folder, 'feed_token'), 'utf8')).trim();
    const config = {
      ...ROWS_CONFIG,
      integration_key: emulator.integrationKey,
      base_url: emulator.url,
      webhooks: { inbox_url: URL_OF_PROXY, token },
    };
    const trusting = `--volume ${guide.certificate}:/tmp/root.crt:ro --env NODE_EXTRA_CA_CERTS=/tmp/root.crt`;
    const subject = { executable: SUBJECT, env: { CONNECTOR_RUN_OPTIONS: trusting } };
    const statusOf = async (run: ReturnType<typeof check>) =>
      (await run).messages.flatMap(({ connectionStatus }) => connectionStatus?.status ?? []);
    expect(await statusOf(check(config, { executable: SUBJECT }))).toEqual(['FAILED']);
    expect(await statusOf(check(config, subject))).toEqual(['SUCCEEDED']);

    const catalog = configuredCatalog(await discoverCatalog(config, subject), {
      streams: Object.keys(WEBHOOK_STREAMS),
    });
    const first = await read(config, catalog, subject);
    expect(first.exitCode).toBe(0);
    const [row, ...more] = recordsOf(first.messages, 'webhook_nps_submitted');
    expect([row?.unique_id, row?.nps_rating, more]).toEqual(['try-1', 9, []]);
    const second = await read(config, catalog, { ...subject, state: lastStates(first.messages) });
    expect([second.exitCode, recordsOf(second.messages, 'webhook_nps_submitted')]).toEqual([0, []]);
  });

  test('rotates the secret as the page says, and the proxy refuses no request while the receivers are restarted.', async () => {
    const [old = ''] = await secrets();
    await guide.shell('openssl rand -hex 32 >> webhook_secrets');
    let restarting = true;
    const answers: Answer[] = [];
    const traffic = (async () => {
      while (restarting) {
        answers.push(await send(`traffic-${answers.length}`, old));
        await delay(SEND_EVERY_MS);
      }
    })();
    const stored = () => answers.filter(({ status }) => status === 200).length;
    for (let restarts = 0; restarts < RESTARTS; restarts += 1) {
      await guide.shell('docker compose restart receiver');
      await expect.poll(stored, { timeout: READY_WITHIN_MS }).toBeGreaterThan((restarts + 1) * STORED_PER_RESTART);
    }
    restarting = false;
    await traffic;
    // A receiver that is stopping may answer so, and ask to send the request again. The proxy itself never refuses.
    const refused = answers.filter(({ status }) => status !== 200);
    expect(refused.filter(({ headers }) => headers.get('retry-after') === null)).toEqual([]);

    const [, latest] = await secrets();
    expect((await send('by-the-new-secret', latest)).status).toBe(200);
    await guide.shell('sed -i 1d webhook_secrets && docker compose restart receiver');
    expect((await send('by-the-old-secret', old)).status).toBe(401);
    expect((await send('by-the-only-secret')).status).toBe(200);
    expect((await fed()).toSorted()).toEqual(kept.toSorted());
  });

  test('answers 503 with Retry-After while the database is stopped, and works again when it is back.', async () => {
    await guide.shell('docker compose stop database');
    const refused = await send('without-a-database');
    expect([refused.status, Number(refused.headers.get('retry-after'))]).toEqual([503, expect.any(Number)]);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    await guide.shell('docker compose start database');
    await expect.poll(async () => (await send('with-a-database')).status, { timeout: READY_WITHIN_MS }).toBe(200);
  });

  test('still has all events, and the same certificate authority, after docker compose down and up.', async () => {
    await guide.shell('docker compose down && docker compose up --detach');
    await reachable();
    expect((await fed()).toSorted()).toEqual(kept.toSorted());
  });
});
