import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { feedPage, post, SECRET, TOKEN } from '../helpers/receiver.ts';
import { docker } from './docker.ts';
import { SUBJECT_IMAGE } from './subject.ts';

const IMAGE = String(SUBJECT_IMAGE);
const VOLUME = `source-pendo-inbox-${process.pid}`;
const READY_WITHIN_MS = 20_000;
const EVENT = { uniqueId: 'one', event: 'npsSubmitted', visitorId: 'v', properties: { nps: { rating: 9 } } };
/** The options of a strict cluster. Only the volume is writable. */
const STRICT = ['--user', '12345:54321', '--read-only', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'];

interface Container {
  readonly name: string;
  readonly url: string;
}

describe.skipIf(SUBJECT_IMAGE === undefined)('The receiver in the image', { timeout: 60_000 }, () => {
  const names: string[] = [];

  beforeAll(async () => {
    await docker('volume', 'create', VOLUME);
  });
  afterAll(async () => {
    await docker('rm', '--force', ...names);
    await docker('volume', 'rm', VOLUME);
  });

  /** Starts a receiver on a free port of the host, with its inbox on the volume. */
  async function listen(): Promise<Container> {
    const name = `source-pendo-listen-${process.pid}-${names.length}`;
    names.push(name);
    const secrets = ['--env', `PENDO_WEBHOOK_SECRET=${SECRET}`, '--env', `FEED_TOKEN=${TOKEN}`];
    const place = ['--publish', '127.0.0.1:0:8080', '--volume', `${VOLUME}:/data`];
    await docker('run', '--detach', '--name', name, ...STRICT, ...place, ...secrets, IMAGE, 'listen');
    const address = (await docker('port', name, '8080')).stdout.trim();
    const url = `http://${address}`;
    await ready(url, name);
    return { name, url };
  }

  async function stop({ name }: Container): Promise<string> {
    await docker('kill', '--signal', 'TERM', name);
    return (await docker('wait', name)).stdout.trim();
  }

  test('stores and returns a signed webhook as any user, ends with 0 on SIGTERM, and leaves its inbox to the next receiver.', async () => {
    const first = await listen();
    expect(await post(first.url, JSON.stringify(EVENT))).toMatchObject({ status: 200 });
    expect((await post(first.url, JSON.stringify(EVENT), { signature: 'wrong' })).status).toBe(401);
    expect((await feedPage(first.url)).map(({ payload }) => payload)).toEqual([EVENT]);
    expect(await stop(first)).toBe('0');

    const second = await listen();
    expect((await feedPage(second.url)).map(({ payload }) => payload)).toEqual([EVENT]);
    expect(await stop(second)).toBe('0');
  });
});

async function ready(url: string, name: string): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline) {
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    if (answer?.status === 200) return;
    await delay(50);
  }
  throw new Error(`The receiver does not listen: ${(await docker('logs', name)).stdout}`);
}
