import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DEFAULT_BEHAVIOUR } from '../../emulator/behaviour.ts';
import { type Emulator, type Fault, startEmulator } from '../../emulator/index.ts';
import { checkFailure, checkStatus, SECRET_KEY } from '../helpers/check-status.ts';
import { serve } from '../helpers/http-server.ts';
import { inThisProcess } from '../helpers/in-this-process.ts';
import type { RunOptions } from '../helpers/run.ts';

const MOST_REQUESTS = 3;
const HERE = { by: inThisProcess };

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator({ scale: 'tiny', integrationKey: SECRET_KEY });
});
beforeEach(() => {
  emulator.faults.clear();
  emulator.requests.clear();
  Object.assign(emulator.behaviour, DEFAULT_BEHAVIOUR);
});
afterAll(() => emulator.close());

describe('A good config', () => {
  const good: readonly (readonly [name: string, changes: Record<string, unknown>, by: RunOptions])[] = [
    ['with the two required values', {}, {}],
    ['with apps that exist', { app_ids: '-323232, 6012345678901248' }, HERE],
    [
      'with everything that Airbyte sends as null',
      { end_date: null, app_ids: null, advanced: null, region: null },
      HERE,
    ],
  ];
  test.each(good)('%s succeeds after three requests at most.', async (_name, changes, by) => {
    expect(await checkStatus(emulator, changes, by)).toEqual({
      status: 'SUCCEEDED',
      message: '',
      warnings: [],
    });
    expect(emulator.requests.count()).toBeLessThanOrEqual(MOST_REQUESTS);
    expect(emulator.requests.count({ path: '/api/v1/aggregation', status: 200 })).toBeGreaterThan(0);
  });
});

describe('The key', () => {
  test.each([403, 401] as const)(
    'that Pendo refuses with %i fails, and the message says where Pendo shows its keys.',
    async (status) => {
      emulator.behaviour.badKeyStatus = status;
      const message = await checkFailure(emulator, { integration_key: 'another-SECRET' });
      expect(message).toContain(
        'Pendo refused the integration key; check that it is complete, not revoked and of this region',
      );
      expect(message).toContain('Settings > Integrations');
      // Once more, for something on the way may have refused the first one.
      expect(emulator.requests.count()).toBe(2);
    },
  );

  test('of another region fails, and the message says how to choose the region.', async () => {
    emulator.behaviour.wrongRegion = true;
    const message = await checkFailure(emulator);
    expect(message).toContain('probably of another region: choose the region whose address you log in at');
    expect(emulator.requests.count()).toBe(1);
  });

  test.each([403, 401])(
    'that may not use aggregations (%i) gives another message than a wrong key.',
    async (status) => {
      emulator.faults.add({ match: { path: '/aggregation' }, status });
      const message = await checkFailure(emulator);
      expect(message).toContain('The integration key is good, but Pendo does not let it use the aggregation endpoint');
      expect(message).toContain('ask a Pendo admin');
      // The list of apps three times, and the key twice.
      expect(emulator.requests.count()).toBe(5);
    },
  );

  test('that Pendo repeats in its refusal is masked, in the answer and in the log.', async () => {
    emulator.faults.add({ match: { source: 'apps', times: 1 }, status: 503, body: `no aggregation for ${SECRET_KEY}` });
    emulator.faults.add({ match: { path: '/aggregation' }, status: 400, body: `no aggregation for ${SECRET_KEY}` });
    const { status, message, warnings } = await checkStatus(emulator);
    expect(status).toBe('FAILED');
    expect(message).toContain('The integration key is good, but Pendo did not accept the request');
    expect(message).toContain('Pendo\'s words: "no aggregation for ****"');
    expect(message).toContain("Ask Pendo's support");
    expect(warnings[0]).toContain('no aggregation for ****');
  });
});

describe('The apps', () => {
  test('that do not exist make it fail; the message lists them and those that exist.', async () => {
    const message = await checkFailure(emulator, { app_ids: '-323232, 77, 88' });
    expect(message).toContain('app_ids names apps that Pendo does not know: 77, 88; choose among those that exist');
    for (const { id, name } of emulator.subscription.apps) expect(message).toContain(`${id} (${name})`);
    expect(emulator.requests.count()).toBeLessThanOrEqual(MOST_REQUESTS);
  });

  const unlisted: readonly (readonly [name: string, fault: Fault])[] = [
    ['refuses to list', { match: { source: 'apps' }, status: 400, body: 'unknown source "apps"' }],
    ['lists as none', { match: { source: 'apps' }, resultsNull: true }],
  ];
  test.each(unlisted)('that Pendo %s give only a warning that app_ids could not be checked.', async (_name, fault) => {
    emulator.faults.add(fault);
    const { status, warnings } = await checkStatus(emulator, { app_ids: '77' });
    expect(status).toBe('SUCCEEDED');
    expect(warnings).toEqual(['Pendo does not list its apps, so the ids in app_ids could not be checked.']);
    expect(emulator.requests.all().map(({ source }) => source)).toEqual([undefined, 'apps', 'accounts']);
  });

  test('that Pendo refuses to list give no warning when app_ids is empty.', async () => {
    emulator.faults.add({ match: { source: 'apps' }, status: 400 });
    expect(await checkStatus(emulator)).toEqual({ status: 'SUCCEEDED', message: '', warnings: [] });
  });
});

describe('A Pendo', () => {
  test.each([503, 429])('that asks to wait for five minutes (%i) makes the check fail before that.', async (status) => {
    emulator.faults.add({ status, retryAfter: { seconds: 300 } });
    const message = await checkFailure(emulator, { advanced: { request_timeout_seconds: 1 } });
    expect(message).toBe('Pendo did not answer in time: the check took longer than 8 s. Try again in a few minutes.');
  });

  test.each(['/verify', '/aggregation'])('that is down at %s is asked three times and no more.', async (path) => {
    const down = emulator.faults.add({ match: { path }, status: 503 });
    const message = await checkFailure(emulator);
    expect(message).toContain('Pendo has a problem (HTTP 503');
    expect(message).toContain('Try again in a few minutes.');
    expect(down.fired).toBe(3);
  });

  test('that fails once is asked again, and the check succeeds.', async () => {
    emulator.faults.add({ match: { path: '/verify', nth: 1 }, status: 502 });
    expect((await checkStatus(emulator)).status).toBe('SUCCEEDED');
  });

  test('that is slow at every step makes the check fail after 8 s.', async () => {
    const slow = await serve((request, response) => {
      if (request.method === 'GET') return response.end('{}');
      const drip = setInterval(() => response.write(' '.repeat(2000)), 200);
      return response.on('close', () => clearInterval(drip));
    });
    const message = await checkFailure(slow, { advanced: { request_timeout_seconds: 1 } });
    await slow.close();
    expect(message).toBe('Pendo did not answer in time: the check took longer than 8 s. Try again in a few minutes.');
  });

  const silent: readonly (readonly [name: string, fault: Fault])[] = [
    ['does not answer', { delayMs: 100_000 }],
    ['stops in the middle', { match: { path: '/aggregation' }, stall: { afterRows: 1 } }],
  ];
  test.each(silent)('that %s makes the check fail.', async (_name, fault) => {
    emulator.faults.add(fault);
    const message = await checkFailure(emulator, { advanced: { request_timeout_seconds: 1 } });
    expect(message).toMatch(/Pendo (took too long to answer|stopped sending in the middle)/);
    expect(message).toContain('Try again in a few minutes.');
  });

  test('without the endpoint that verifies keys passes the check when the aggregation works.', async () => {
    emulator.faults.add({ match: { path: '/verify' }, status: 404 });
    expect((await checkStatus(emulator)).status).toBe('SUCCEEDED');
  });
});
