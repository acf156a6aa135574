import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGzip, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import {
  ConnectorError,
  PassingError,
  RefusedError,
  SyncEndingError,
  TooMuchError,
} from '../../../src/airbyte/errors.ts';
import { RequestFault } from '../../../src/http/fault.ts';
import { createClient, type PendoClient, type RawAnswer } from '../../../src/pendo/client.ts';
import type { RequestContext } from '../../../src/pendo/request-context.ts';
import { type LoopbackServer, serve } from '../../helpers/http-server.ts';

const KEY = 'secret-key-0123456789.us';
const servers: LoopbackServer[] = [];
const warnings: string[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
  warnings.length = 0;
});

interface Options {
  readonly requestTimeoutMs?: number;
  readonly retries?: number;
  readonly maxConcurrency?: number;
  readonly longestTryingMs?: number;
  readonly now?: () => number;
}

async function clientOf(listener: RequestListener, options: Options = {}): Promise<PendoClient> {
  const server = await serve(listener);
  servers.push(server);
  return makeClient(server.url, options);
}

function makeClient(baseUrl: string, options: Options): PendoClient {
  const log = { error() {}, info() {}, debug() {}, warn: (message: string) => void warnings.push(message) };
  return createClient({
    integrationKey: KEY,
    baseUrl,
    maxConcurrency: options.maxConcurrency ?? 4,
    requestTimeoutMs: options.requestTimeoutMs ?? 5000,
    retries: options.retries ?? 3,
    firstBackoffMs: 5,
    log,
    now: options.now ?? Date.now,
    random: Math.random,
    ...(options.longestTryingMs === undefined ? {} : { longestTryingMs: options.longestTryingMs }),
  });
}

function ask(client: PendoClient, options: Partial<RequestContext> = {}): Promise<string> {
  const context = { what: 'page_events', signal: new AbortController().signal, ...options };
  return client.aggregate({ request: {} }, context, textOf);
}

async function textOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

async function failure(promise: Promise<unknown>): Promise<ConnectorError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ConnectorError);
  return error as ConnectorError;
}

/** Answers with each status once, then with 200. */
function statuses(...list: (readonly [number, string?, Record<string, string>?])[]) {
  const seen: IncomingMessage[] = [];
  const listener: RequestListener = (request, response) => {
    seen.push(request);
    const [status, body, headers] = list[seen.length - 1] ?? [200, 'all of it'];
    response.writeHead(status, headers).end(body ?? '');
  };
  return { seen, listener };
}

describe('a request', () => {
  test('sends the key in its header and returns the body, gzip or not', async () => {
    const headers: unknown[] = [];
    const client = await clientOf((request, response) => {
      headers.push(request.headers['x-pendo-integration-key'], request.headers['accept-encoding']);
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('all of it'));
    });
    expect(await ask(client)).toBe('all of it');
    expect(headers[0]).toBe(KEY);
    expect(headers[1]).toContain('gzip');
  });

  test('is sent again after a 500, a 503 and a broken connection, and each retry is logged', async () => {
    let count = 0;
    const client = await clientOf((request, response) => {
      count += 1;
      if (count === 1) response.writeHead(500).end();
      else if (count === 2) response.writeHead(503).end('<html>maintenance</html>');
      else if (count === 3) request.socket.destroy();
      else response.end('all of it');
    });
    expect(await ask(client)).toBe('all of it');
    expect(warnings).toHaveLength(3);
    expect(warnings.join()).not.toContain('html');
  });

  test.each([
    ['seconds', () => '1'],
    ['a date', () => new Date(Date.now() + 1500).toUTCString()],
  ])('waits as long as Retry-After says in %s', async (_form, header) => {
    const { listener } = statuses([429, '', { 'retry-after': header() }]);
    const client = await clientOf(listener);
    const limits: number[] = [];
    const startedAt = Date.now();
    expect(await ask(client, { onRateLimit: (until) => limits.push(until) })).toBe('all of it');
    expect(limits).toHaveLength(1);
    expect(limits[0]).toBeGreaterThanOrEqual(startedAt);
    expect(Date.now()).toBeGreaterThanOrEqual((limits[0] ?? 0) - 5);
  });

  test('does not wait longer if the clock of the machine jumps back by a day', async () => {
    const { listener } = statuses([429, '', { 'retry-after': '1' }]);
    const limits: number[] = [];
    const now = () => (limits.length === 0 ? Date.now() : Date.now() - 86_400_000);
    const client = await clientOf(listener, { now });
    expect(await ask(client, { onRateLimit: (until) => limits.push(until) })).toBe('all of it');
    expect(limits).toHaveLength(1);
  });

  test('is held back while another request waits for Pendo to accept requests again', async () => {
    const times: number[] = [];
    const client = await clientOf((_request, response) => {
      times.push(Date.now());
      if (times.length === 1) response.writeHead(429, { 'retry-after': '1' }).end();
      else response.end('all of it');
    });
    let resumeAt = 0;
    const first = ask(client, { onRateLimit: (until) => (resumeAt = until) });
    while (resumeAt === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await Promise.all([first, ask(client)]);
    expect(Math.min(...times.slice(1))).toBeGreaterThanOrEqual(resumeAt - 5);
  });

  test('does not wait for a day, whatever Retry-After says', async () => {
    const { seen, listener } = statuses([503, '', { 'retry-after': '86400' }]);
    expect(await ask(await clientOf(listener))).toBe('all of it');
    expect(seen).toHaveLength(2);
  });

  test('fails after a fixed number of attempts', async () => {
    const { seen, listener } = statuses([500], [500], [500], [500], [500]);
    const error = await failure(ask(await clientOf(listener, { retries: 3 })));
    expect(seen).toHaveLength(4);
    expect(error.failureType).toBe('transient_error');
    expect(error.message).toContain('page_events');
  });
});

describe('an error answer', () => {
  test.each([
    [400, 'Cannot parse filter expression', RefusedError, 'system_error'],
    [404, '', RefusedError, 'system_error'],
    [410, '', RefusedError, 'system_error'],
    [414, '', RefusedError, 'system_error'],
    [422, 'no such period', RefusedError, 'system_error'],
    [407, '', ConnectorError, 'config_error'],
    [304, '', ConnectorError, 'system_error'],
  ])('%i "%s" fails at the first attempt', async (status, body, kind, failureType) => {
    const { seen, listener } = statuses([status, body]);
    const error = await failure(ask(await clientOf(listener)));
    expect(error).toBeInstanceOf(kind);
    expect(error.failureType).toBe(failureType);
    expect(seen).toHaveLength(1);
  });

  test.each([
    [400, 2],
    [402, 2],
    [404, 1],
    [410, 1],
    [413, 2],
    [414, 2],
    [422, 2],
    [451, 2],
  ])('%i is a refusal after %i requests if the stream can do without this answer', async (status, requests) => {
    const { seen, listener } = statuses([status], [status], [status], [status]);
    const error = await failure(ask(await clientOf(listener), { canBeSkipped: true }));
    expect(error).toBeInstanceOf(RefusedError);
    expect(error).toMatchObject({ status });
    expect(seen).toHaveLength(requests);
  });

  test.each([302, 407])('%i affects all requests, so it is not the refusal of one request', async (status) => {
    const { listener } = statuses([status]);
    const error = await failure(ask(await clientOf(listener), { canBeSkipped: true }));
    expect(error).not.toBeInstanceOf(RefusedError);
  });

  test.each([
    [400, 'Query exceeded memory limit'],
    [408, ''],
    [413, ''],
    [504, ''],
    [524, ''],
  ])('%i "%s" is thrown at once if the caller can ask for less, and is otherwise retried', async (status, body) => {
    const splitting = statuses([status, body]);
    const error = await failure(ask(await clientOf(splitting.listener), { canSplit: true }));
    expect(error).toBeInstanceOf(TooMuchError);
    expect(splitting.seen).toHaveLength(1);
    const whole = statuses([status, body], [status, body]);
    expect(await ask(await clientOf(whole.listener))).toBe('all of it');
    const stays = statuses([status, body], [status, body], [status, body], [status, body]);
    expect(await failure(ask(await clientOf(stays.listener)))).toBeInstanceOf(TooMuchError);
    expect(stays.seen).toHaveLength(4);
  });

  test('is read completely if it is compressed and arrives in pieces', async () => {
    const client = await clientOf((_request, response) => {
      response.writeHead(400, { 'content-encoding': 'gzip' });
      const zipped = createGzip();
      zipped.pipe(response);
      zipped.write('Query exceeded ');
      zipped.flush(() => setTimeout(() => zipped.end('memory limit'), 20));
    });
    expect(await failure(ask(client, { canSplit: true }))).toBeInstanceOf(TooMuchError);
  });

  test('a redirect is never followed, so that the key is not sent there', async () => {
    const elsewhere: IncomingMessage[] = [];
    const other = await serve((request, response) => {
      elsewhere.push(request);
      response.end('stolen');
    });
    servers.push(other);
    for (const status of [301, 302, 307, 308]) {
      const client = await clientOf((_request, response) => {
        response.writeHead(status, { location: other.url }).end();
      });
      expect((await failure(ask(client))).message).toContain('redirect');
    }
    expect(elsewhere).toHaveLength(0);
  });
});

describe('an answer that breaks off or stalls', () => {
  function broken(then: (response: ServerResponse) => void): RequestListener {
    return (_request, response) => {
      response.writeHead(200);
      response.write('{"results":[{"a":1},');
      setTimeout(() => then(response), 20);
    };
  }

  test('is read again from its start, or is an error if the caller can ask for less', async () => {
    let requests = 0;
    const breaks = broken((response) => response.destroy());
    const client = await clientOf((request, response) => {
      requests += 1;
      if (requests === 2) response.end('all of it');
      else breaks(request, response);
    });
    expect(await ask(client)).toBe('all of it');
    expect(await failure(ask(client, { canSplit: true }))).toBeInstanceOf(TooMuchError);
    expect(requests).toBe(3);
  });

  test('inside gzip is an error', async () => {
    const client = await clientOf((_request, response) => {
      const whole = gzipSync('x'.repeat(100_000));
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(whole.subarray(0, whole.length - 20));
    });
    expect(await failure(ask(client, { canSplit: true }))).toBeInstanceOf(TooMuchError);
  });

  test('with an unknown encoding is an error that says so', async () => {
    const client = await clientOf((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'compress' }).end('all of it');
    });
    expect((await failure(ask(client))).message).toContain('content encoding "compress"');
  });

  test('by sending nothing is an error after the idle time', async () => {
    const client = await clientOf(
      broken(() => {}),
      { requestTimeoutMs: 200 },
    );
    const error = await failure(ask(client, { canSplit: true }));
    expect(error).toBeInstanceOf(TooMuchError);
    expect(error.message).toContain('stopped sending');
  });

  test('by sending nothing is an error only while someone waits for the next chunk', async () => {
    const client = await clientOf(
      broken((response) => response.write('{"a":2},')),
      { requestTimeoutMs: 200 },
    );
    const context = { what: 'page_events', signal: new AbortController().signal, canSplit: true };
    let read = '';
    const reading = client.aggregate({}, context, async (bytes) => {
      for await (const chunk of bytes) {
        read += Buffer.from(chunk).toString();
        await sleep(500);
      }
    });
    expect((await failure(reading)).message).toContain('stopped sending');
    expect(read).toBe('{"results":[{"a":1},{"a":2},');
  });

  test('before its headers is an error after the response time', async () => {
    const client = await clientOf(() => {}, { requestTimeoutMs: 200 });
    expect(await failure(ask(client, { canSplit: true }))).toBeInstanceOf(TooMuchError);
  });
});

test('no error contains the key', async () => {
  const clients = [
    await clientOf(statuses([500], [500], [500], [500]).listener),
    await clientOf(statuses([400, 'bad']).listener),
    await clientOf(() => {}, { requestTimeoutMs: 100, retries: 1 }),
    await clientOf((request) => request.socket.destroy()),
    makeClient('http://127.0.0.1:1', { retries: 1 }),
    makeClient('http://no-such-host.invalid', { retries: 1 }),
  ];
  for (const client of clients) {
    const error = await failure(ask(client));
    const shown = [error.message, error.internalMessage, error.stack, String(error.cause), ...warnings].join('\n');
    expect(shown).not.toContain(KEY);
    expect(error.message).toMatch(/^[^\n]+\.$/);
  }
});

test('at most as many answers are open at once as the concurrency allows', async () => {
  let open = 0;
  let most = 0;
  const client = await clientOf(
    (_request, response) => {
      open += 1;
      most = Math.max(most, open);
      setTimeout(() => {
        open -= 1;
        response.end('all of it');
      }, 30);
    },
    { maxConcurrency: 2 },
  );
  await Promise.all(Array.from({ length: 7 }, () => ask(client)));
  expect(most).toBe(2);
});

test('an abort ends a request that is in progress, and one that waits', async () => {
  const stop = new AbortController();
  const client = await clientOf(() => {}, { maxConcurrency: 1 });
  const both = [ask(client, { signal: stop.signal }), ask(client, { signal: stop.signal })];
  setTimeout(() => stop.abort(new Error('Stopped by SIGTERM.')), 50);
  for (const result of await Promise.allSettled(both)) {
    expect(result).toMatchObject({ status: 'rejected', reason: { message: 'Stopped by SIGTERM.' } });
  }
});

describe('a 403', () => {
  const KEY_PATH = '/api/v1/token/verify';

  function pendo({ verify, refusals }: { verify: number; refusals: number }) {
    const asked = { key: 0, other: 0 };
    const listener: RequestListener = (request, response) => {
      if (request.url === KEY_PATH) {
        asked.key += 1;
        response.writeHead(verify).end('{}');
      } else {
        asked.other += 1;
        response
          .writeHead(asked.other > refusals ? 200 : 403)
          .end(asked.other > refusals ? 'all of it' : '<html>no</html>');
      }
    };
    return { asked, listener };
  }

  test('that comes once is retried after the key was verified', async () => {
    const { asked, listener } = pendo({ verify: 200, refusals: 2 });
    expect(await ask(await clientOf(listener))).toBe('all of it');
    expect(asked).toEqual({ key: 1, other: 3 });
  });

  test('that persists is the refusal of one request, and says so', async () => {
    const { asked, listener } = pendo({ verify: 200, refusals: 99 });
    const error = await failure(ask(await clientOf(listener)));
    expect(error).toBeInstanceOf(RefusedError);
    expect(error).toMatchObject({ status: 403 });
    expect(error.message).toContain('takes the integration key, yet it refuses this one request');
    expect(asked).toEqual({ key: 1, other: 4 });
  });

  test('is retried only once if the stream can do without this answer', async () => {
    const { asked, listener } = pendo({ verify: 200, refusals: 99 });
    expect(await failure(ask(await clientOf(listener), { canBeSkipped: true }))).toBeInstanceOf(RefusedError);
    expect(asked.other).toBe(2);
  });

  test('ends the sync if Pendo no longer accepts the key, which is verified once for all requests', async () => {
    const { asked, listener } = pendo({ verify: 403, refusals: 99 });
    const client = await clientOf(listener);
    const errors = await Promise.all([1, 2, 3, 4].map(() => failure(ask(client))));
    for (const error of errors) expect(error).toBeInstanceOf(SyncEndingError);
    expect(asked.key).toBe(1);
  });

  test('is retried if the verification itself fails', async () => {
    const { asked, listener } = pendo({ verify: 500, refusals: 2 });
    expect(await ask(await clientOf(listener))).toBe('all of it');
    expect(asked.other).toBe(3);
    const stays = pendo({ verify: 500, refusals: 99 });
    const error = await failure(ask(await clientOf(stays.listener)));
    expect(error.failureType).toBe('transient_error');
    expect(error).not.toBeInstanceOf(SyncEndingError);
  });

  test('for the verification is checked by a second verification', async () => {
    const context = { what: 'the check of the key', signal: new AbortController().signal };
    const { seen, listener } = statuses([403], [200]);
    await (await clientOf(listener)).verifyKey(context);
    expect(seen).toHaveLength(2);
    const bad = statuses([403], [403], [403]);
    expect(await failure((await clientOf(bad.listener)).verifyKey(context))).toBeInstanceOf(SyncEndingError);
    expect(bad.seen).toHaveLength(2);
  });
});

describe('a 429', () => {
  test('does not count as a failed attempt', async () => {
    const { seen, listener } = statuses(...Array.from({ length: 6 }, () => [429] as const));
    expect(await ask(await clientOf(listener, { retries: 0 }))).toBe('all of it');
    expect(seen).toHaveLength(7);
  });

  test('ends a request only if Pendo has accepted no request for long', async () => {
    const client = await clientOf((_request, response) => response.writeHead(429).end(), { longestTryingMs: 200 });
    const error = await failure(ask(client));
    expect(error.failureType).toBe('transient_error');
    expect(error.message).toContain('refused every request because of its rate limit');
  });
});

test('a request whose answer makes no sense is repeated three times, not six', async () => {
  const { seen, listener } = statuses();
  const client = await clientOf(listener, { retries: 6 });
  const context = { what: 'page_events', signal: new AbortController().signal };
  const bad = new PassingError({ failureType: 'transient_error', message: 'No JSON.' });
  const error = await failure(client.aggregate({}, context, () => Promise.reject(bad)));
  expect(error.message).toBe('No JSON.');
  expect(seen).toHaveLength(4);
});

describe('a request that is sent once', () => {
  const context = { what: 'the question', signal: new AbortController().signal };
  const look = async ({ status, headers, bytes }: RawAnswer) =>
    [status, headers['x-from'], await textOf(bytes)] as const;

  test('shows its answer, whatever the status', async () => {
    const { seen, listener } = statuses([503, 'down', { 'x-from': 'pendo' }], [403, 'no'], [200, 'all of it']);
    const client = await clientOf(listener);
    expect(await client.once({ path: 'page' }, context, look)).toEqual([503, 'pendo', 'down']);
    expect(await client.once({ path: 'page' }, context, look)).toEqual([403, undefined, 'no']);
    expect(await client.once({ path: 'page' }, context, look)).toEqual([200, undefined, 'all of it']);
    expect(seen.map(({ method, url }) => `${method} ${url}`)).toEqual(Array(3).fill('GET /api/v1/page'));
  });

  test('takes another key from its headers', async () => {
    const { seen, listener } = statuses();
    const client = await clientOf(listener);
    await client.once({ path: 'page', headers: { 'x-pendo-integration-key': 'no-such-key' } }, context, look);
    expect(seen[0]?.headers['x-pendo-integration-key']).toBe('no-such-key');
  });

  test('slows down all requests when Pendo asks for it', async () => {
    const { listener } = statuses([429, '', { 'retry-after': '1' }]);
    const client = await clientOf(listener);
    await client.once({ path: 'page' }, context, look);
    const askedAt = performance.now();
    await client.once({ path: 'page' }, context, look);
    expect(performance.now() - askedAt).toBeGreaterThan(900);
  });

  test('fails with what happened to it when no answer comes', async () => {
    const client = await clientOf((request) => request.socket.destroy());
    await expect(client.once({ path: 'page' }, context, look)).rejects.toBeInstanceOf(RequestFault);
  });
});
