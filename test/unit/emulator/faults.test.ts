import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { finished } from 'node:stream/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Fault } from '../../../emulator/faults/fault.ts';
import type { Emulator } from '../../../emulator/start.ts';
import { aggregate, get, NOW, rowsOf, serveHandMade } from './hand-made.ts';

const PIPELINE = [{ source: { visitors: null } }];

let emulator: Emulator;
beforeEach(async () => {
  emulator = await serveHandMade({ visitors: Array.from({ length: 10 }, (_, at) => ({ visitorId: `v${at}` })) });
});
afterEach(() => emulator.close());

/**
 * What a client receives before a body breaks off. Does not use fetch, which drops buffered data when the connection
 * breaks.
 */
async function readUntilCut(): Promise<{ text: string; cut: boolean }> {
  const asking = request(`${emulator.url}/api/v1/aggregation`, {
    method: 'POST',
    headers: { 'x-pendo-integration-key': emulator.integrationKey },
  });
  asking.end(JSON.stringify({ request: { pipeline: PIPELINE } }));
  const [response] = (await once(asking, 'response')) as [IncomingMessage];
  let text = '';
  response.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
  });
  const cut = await finished(response).then(
    () => false,
    () => true,
  );
  return { text, cut };
}

describe('a fault that replaces the answer', () => {
  test.each<[string, Fault, number, string]>([
    ['a status', { status: 503 }, 503, 'fault 503'],
    ['a status with a body', { status: 408, body: 'Query exceeded memory limit' }, 408, 'Query exceeded memory limit'],
    ['HTML with 200', { body: '<html>', contentType: 'text/html' }, 200, '<html>'],
    ['results null', { resultsNull: true }, 200, `{"startTime":${NOW},"results":null}`],
    ['a redirect', { redirect: 'http://127.0.0.1:9/' }, 302, ''],
    ['a delayed status', { delayMs: 1, status: 500, body: '' }, 500, ''],
  ])('%s', async (_, fault, status, body) => {
    emulator.faults.add(fault);
    const response = await aggregate(emulator, PIPELINE);
    expect([response.status, await response.text()]).toEqual([status, body]);
  });

  test('Retry-After is in seconds or a date', async () => {
    const seconds = emulator.faults.add({ status: 429, retryAfter: { seconds: 7 } });
    expect((await aggregate(emulator, PIPELINE)).headers.get('retry-after')).toBe('7');
    seconds.remove();
    emulator.faults.add({ status: 429, retryAfter: { seconds: 7, form: 'date' } });
    const date = (await aggregate(emulator, PIPELINE)).headers.get('retry-after') ?? '';
    expect(new Date(date).toUTCString()).toBe(date);
  });

  test('a reset breaks the connection before an answer', async () => {
    emulator.faults.add({ reset: true });
    await expect(aggregate(emulator, PIPELINE)).rejects.toThrow();
    expect(emulator.requests.all()).toMatchObject([{ status: undefined, complete: false, faulty: true }]);
  });
});

describe('a fault in the middle of a body', () => {
  test.each([
    [
      'the 3rd row',
      { afterRows: 3 },
      `{"startTime":${NOW},"results":[{"visitorId":"v0"},{"visitorId":"v1"},{"visitorId":"v2"}`,
    ],
    ['no row', { afterRows: 0 }, `{"startTime":${NOW},"results":[`],
    ['10 bytes', { afterBytes: 10 }, '{"startTim'],
    ['the headers', {}, ''],
  ])('a cut after %s breaks the connection there', async (_, cut, text) => {
    emulator.faults.add({ cut });
    expect(await readUntilCut()).toEqual({ text, cut: true });
  });

  test('a truncated answer ends cleanly and is not JSON, wherever it ends', async () => {
    for (const truncate of [{ afterRows: 3 }, { afterRows: 10 }, { afterRows: 500 }, { afterBytes: 99_999 }]) {
      emulator.faults.clear();
      emulator.faults.add({ truncate });
      const { text, cut } = await readUntilCut();
      expect(cut).toBe(false);
      expect(() => JSON.parse(text)).toThrow();
    }
  });

  test('a stall sends nothing until the client leaves, and everything before it has arrived', async () => {
    emulator.faults.add({ stall: { afterRows: 2 } });
    const leave = new AbortController();
    const response = await fetch(`${emulator.url}/api/v1/aggregation`, {
      method: 'POST',
      headers: { 'x-pendo-integration-key': emulator.integrationKey },
      body: JSON.stringify({ request: { pipeline: PIPELINE } }),
      signal: leave.signal,
    });
    const decoder = new TextDecoder();
    let text = '';
    const reading = (async () => {
      for await (const chunk of response.body ?? []) {
        text += decoder.decode(chunk, { stream: true });
        if (text.endsWith('"v1"}')) leave.abort();
      }
    })();
    await expect(reading).rejects.toThrow();
    expect(text).toMatch(/"v1"}$/);
  });

  test('all rows arrive if each is delayed', async () => {
    emulator.faults.add({ delayPerRowMs: 1 });
    expect(await rowsOf(emulator, PIPELINE)).toHaveLength(10);
  });
});

describe('a fault', () => {
  const statuses = async (count: number) => {
    const found: number[] = [];
    for (let at = 0; at < count; at += 1) found.push((await aggregate(emulator, PIPELINE)).status);
    return found;
  };

  test.each<[string, Fault['match'], number[]]>([
    ['always', {}, [500, 500, 500, 500]],
    ['twice', { times: 2 }, [500, 500, 200, 200]],
    ['at the 3rd request', { nth: 3 }, [200, 200, 500, 200]],
    ['twice from the 2nd on', { nth: 2, times: 2 }, [200, 500, 500, 200]],
  ])('fires %s', async (_, match, expected) => {
    const added = emulator.faults.add({ status: 500, ...(match && { match }) });
    expect(await statuses(4)).toEqual(expected);
    expect(added.fired).toBe(expected.filter((status) => status === 500).length);
    expect(emulator.requests.count({ faulty: true })).toBe(added.fired);
  });

  test.each<[string, Fault['match'], number]>([
    ['its source', { source: 'visitors' }, 500],
    ['another source', { source: 'accounts' }, 200],
    ['a part of the path', { path: '/aggregation' }, 500],
    ['another path', { path: /\/page$/ }, 200],
    ['another method', { method: 'GET' }, 200],
    ['its body', { body: /"visitors"/ }, 500],
    ['a function', { when: ({ rawBody }) => rawBody === '' }, 200],
  ])('matches by %s', async (_, match, status) => {
    emulator.faults.add({ status: 500, ...(match && { match }) });
    expect(await statuses(1)).toEqual([status]);
  });

  test('no longer fires when the faults are cleared', async () => {
    emulator.faults.add({ status: 500 });
    emulator.faults.clear();
    expect(await statuses(1)).toEqual([200]);
  });
});

describe('the request log', () => {
  test('has each request and how it ended', async () => {
    await rowsOf(emulator, PIPELINE);
    await (await get(emulator, '/api/v1/visitor/nobody?x=1')).text();
    expect(emulator.requests.all()).toMatchObject([
      { method: 'POST', path: '/api/v1/aggregation', source: 'visitors', status: 200, rows: 10, complete: true },
      { method: 'GET', path: '/api/v1/visitor/nobody', query: { x: '1' }, status: 404, rows: 0 },
    ]);
    expect(emulator.requests.all()[0]?.body).toEqual({
      response: { mimeType: 'application/json' },
      request: { pipeline: PIPELINE },
    });
  });

  test('counts by any field, knows its peak, and can be cleared', async () => {
    await Promise.all([rowsOf(emulator, PIPELINE), rowsOf(emulator, PIPELINE)]);
    expect(emulator.requests.count({ source: 'visitors', status: 200 })).toBe(2);
    expect(emulator.requests.count(({ rows }) => rows > 10)).toBe(0);
    expect(emulator.requests.peak()).toBeGreaterThanOrEqual(1);
    emulator.requests.clear();
    expect([emulator.requests.count(), emulator.requests.peak()]).toEqual([0, 0]);
  });
});
