import { once } from 'node:events';
import { request } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import type { Emulator } from '../../../emulator/start.ts';
import { DAY_MS, NOW, serveHandMade } from './hand-made.ts';

const PIPELINE = [{ source: { events: null, timeSeries: { period: 'dayRange', first: NOW - DAY_MS, last: NOW } } }];

let emulator: Emulator | undefined;
afterEach(() => emulator?.close());

async function ask({ url, integrationKey }: Emulator, headers: Record<string, string> = {}) {
  const asking = request(`${url}/api/v1/aggregation`, {
    method: 'POST',
    headers: { 'x-pendo-integration-key': integrationKey, ...headers },
  });
  asking.end(JSON.stringify({ request: { pipeline: PIPELINE } }));
  const [response] = await once(asking, 'response');
  return response as import('node:http').IncomingMessage;
}

test('an endless answer is generated only as fast as it is read, and stops when the client leaves', async () => {
  let made = 0;
  const ended = Promise.withResolvers<void>();
  function* endless() {
    try {
      for (;;) {
        made += 1;
        yield { visitorId: 'x'.repeat(1_000) };
      }
    } finally {
      ended.resolve();
    }
  }
  emulator = await serveHandMade({ events: endless });
  const response = await ask(emulator);
  let bytes = 0;
  for await (const chunk of response) {
    bytes += chunk.length;
    if (bytes > 5_000_000) break;
  }
  await ended.promise;
  expect(made).toBeLessThan(100_000);
  expect(emulator.requests.all()).toMatchObject([{ status: 200, complete: false }]);
});

test.each([
  ['gzip', true, 'gzip'],
  ['gzip', false, undefined],
  ['identity', true, undefined],
])('with accept-encoding %s and gzip %j the encoding is %s and all rows arrive', async (accept, gzip, encoding) => {
  const rows = Array.from({ length: 3_000 }, (_, at) => ({ visitorId: `v${at}`, note: 'ä💥'.repeat(20) }));
  emulator = await serveHandMade({ events: () => rows }, { gzip });
  const response = await ask(emulator, { 'accept-encoding': accept });
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  const text = (encoding === 'gzip' ? gunzipSync(bytes) : bytes).toString('utf8');
  expect(response.headers['content-encoding']).toBe(encoding);
  expect(JSON.parse(text).results).toEqual(rows);
});

test('a source that fails in the middle never looks like a complete answer', async () => {
  function* failing() {
    for (let at = 0; at < 1_000; at += 1) yield { visitorId: 'x'.repeat(1_000) };
    throw new Error('lost');
  }
  emulator = await serveHandMade({ events: failing });
  const response = await ask(emulator, { 'accept-encoding': 'gzip' });
  const reading = (async () => {
    for await (const _chunk of response);
  })();
  await expect(reading).rejects.toThrow();
  expect(emulator.requests.all()).toMatchObject([{ complete: false, failure: 'Error: lost' }]);
});
