import { afterAll, beforeAll, expect, test } from 'vitest';
import { signatureOf } from '../../../emulator/webhooks.ts';
import { rawRequest } from '../../helpers/raw-request.ts';
import {
  feedPage,
  inboxFolder,
  metricsOf,
  type PostOptions,
  post,
  type Receiver,
  SECRET,
  startReceiver,
  TOKEN,
} from '../../helpers/receiver.ts';

const MAX_BODY_BYTES = 1_048_576;
const GOOD = '{"uniqueId":"bad-request"}';

interface BadRequest extends PostOptions {
  readonly name: string;
  readonly body: string | Uint8Array;
  readonly status: number;
  /** The label of the counter that rises. */
  readonly reason: string;
}

function bytes(...parts: readonly (string | number)[]): Uint8Array {
  return Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from([part]))));
}

const NOT_JSON: readonly (readonly [name: string, body: string])[] = [
  ['nothing', ''],
  ['spaces', ' \n '],
  ['a word', 'hello'],
  ['half an object', '{"uniqueId":"a"'],
  ['two objects', `${GOOD}${GOOD}`],
  ['an object and a comma', `${GOOD},`],
  ['NDJSON', `${GOOD}\n${GOOD}\n`],
  ['a form', 'uniqueId=a&event=b'],
  ['single quotes', "{'uniqueId':'a'}"],
  ['a raw NUL', '{"uniqueId":"a\0b"}'],
  ['a raw line break in a text', '{"uniqueId":"a\nb"}'],
  ['NaN', '{"uniqueId":"a","n":NaN}'],
  ['two byte order marks', `\uFEFF\uFEFF${GOOD}`],
  ['a byte order mark alone', '\uFEFF'],
  ['a number', '7'],
  ['a text', '"uniqueId"'],
  ['null', 'null'],
  ['an array of texts', '["a"]'],
  ['an array in an array', `[[${GOOD}]]`],
  ['an array with null', `[${GOOD},null]`],
  ['a million brackets', '['.repeat(1_000_000)],
];

const ENCODINGS: readonly string[] = ['gzip', 'deflate', 'br', 'identity, gzip', 'x'];

const BAD_REQUESTS: readonly BadRequest[] = [
  ...NOT_JSON.map(([name, body]) => ({ name, body, status: 400, reason: 'not_json' })),
  { name: 'a continuation byte alone', body: bytes('{"uniqueId":"', 0x80, '"}'), status: 400, reason: 'not_utf8' },
  { name: 'an overlong slash', body: bytes('{"uniqueId":"', 0xc0, 0xaf, '"}'), status: 400, reason: 'not_utf8' },
  {
    name: 'half a surrogate in bytes',
    body: bytes('{"uniqueId":"', 0xed, 0xa0, 0x80, '"}'),
    status: 400,
    reason: 'not_utf8',
  },
  { name: 'UTF-16', body: Buffer.from(GOOD, 'utf16le'), status: 400, reason: 'not_json' },
  ...ENCODINGS.map((encoding) => ({
    name: `the encoding ${encoding}`,
    body: GOOD,
    headers: { 'content-encoding': encoding },
    status: 415,
    reason: 'content_encoding',
  })),
  { name: 'one byte too many', body: ' '.repeat(MAX_BODY_BYTES + 1), status: 413, reason: 'too_large' },
  { name: 'five megabytes', body: 'x'.repeat(5_000_000), status: 413, reason: 'too_large' },
  ...['GET', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'].map((method) => ({
    name: `the method ${method}`,
    body: GOOD,
    method,
    status: 405,
    reason: 'method',
  })),
  { name: 'another path', body: GOOD, path: '/', status: 404, reason: 'bad_request' },
  { name: 'a path with ..', body: GOOD, path: '/x/%2e%2e/pendox', status: 404, reason: 'bad_request' },
  { name: 'a path that cannot be decoded', body: GOOD, path: '/%zz', status: 400, reason: 'bad_request' },
];

let receiver: Receiver;
let removeFolder: () => Promise<void>;

beforeAll(async () => {
  const { inbox, remove } = await inboxFolder();
  removeFolder = remove;
  receiver = await startReceiver({ inbox });
});
afterAll(async () => {
  const { code } = await receiver.kill('SIGTERM');
  expect(code).toBe(0);
  await removeFolder();
});

async function refused(reason: string): Promise<number> {
  return (await metricsOf(receiver.url)).get(`pendo_webhooks_refused_total{reason="${reason}"}`) ?? Number.NaN;
}

test.each(BAD_REQUESTS)(
  'The receiver refuses a webhook with $name with status $status, and stores nothing.',
  async (request) => {
    const before = await refused(request.reason);
    const answer = await post(receiver.url, request.body, request);
    expect(answer.status).toBe(request.status);
    if (request.method !== 'HEAD')
      expect(JSON.parse(answer.body)).toEqual({ error: expect.stringMatching(/^[A-Z].*\.$/) });
    expect(answer.headers.get('allow')).toBe(request.status === 405 ? 'POST' : null);
    expect(await refused(request.reason)).toBe(before + 1);
    expect(await feedPage(receiver.url)).toEqual([]);
  },
);

const HEAD = `POST /pendo HTTP/1.1\r\nHost: x\r\nX-Pendo-Signature: ${signatureOf(GOOD, SECRET)}\r\n`;

test.each([
  ['a body that breaks off', `${HEAD}Content-Length: 100\r\n\r\n${GOOD}`, 'cut'],
  ['no HTTP', 'hello\r\n\r\n', '400'],
  ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', '400'],
  ['CONNECT', 'CONNECT example.com:443 HTTP/1.1\r\nHost: x\r\n\r\n', '400'],
  ['an unknown method', 'BREW /pendo HTTP/1.1\r\nHost: x\r\n\r\n', '400'],
  ['a negative length', `${HEAD}Content-Length: -1\r\n\r\n${GOOD}`, '400'],
  ['two lengths', `${HEAD}Content-Length: 3\r\nContent-Length: 26\r\n\r\n${GOOD}`, '400'],
  ['a length and chunks', `${HEAD}Content-Length: 26\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, '400'],
  ['a broken chunk', `${HEAD}Transfer-Encoding: chunked\r\n\r\nxyz\r\n`, '400'],
  ['a hundred kilobytes of headers', `${HEAD}X-Long: ${'x'.repeat(100_000)}\r\n\r\n`, '431'],
  ['two signatures', `${HEAD}X-Pendo-Signature: x\r\nContent-Length: 26\r\n\r\n${GOOD}`, '401'],
  ['a TLS hello', Buffer.from('16030100', 'hex'), '400'],
])(
  'The receiver survives %s over a plain socket, counts one refusal and stores nothing.',
  async (_name, request, outcome) => {
    const before = await allRefused();
    const until = outcome === 'cut' ? /$/ : /\r\n\r\n/;
    const answer = outcome === 'cut' ? await sendAndLeave(request) : await rawRequest(receiver.port, request, until);
    if (outcome !== 'cut') expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${outcome} `));
    expect((await fetch(`${receiver.url}/healthz`)).status).toBe(200);
    expect(await feedPage(receiver.url)).toEqual([]);
    await expect.poll(allRefused).toBe(before + 1);
  },
);

async function allRefused(): Promise<number> {
  const refusals = [...(await metricsOf(receiver.url))].filter(([name]) =>
    name.startsWith('pendo_webhooks_refused_total'),
  );
  return refusals.reduce((sum, [, count]) => sum + count, 0);
}

async function sendAndLeave(request: string | Uint8Array): Promise<string> {
  const { createConnection } = await import('node:net');
  return new Promise((resolve) => {
    const socket = createConnection(receiver.port, '127.0.0.1', () => {
      socket.write(request, () => socket.resetAndDestroy());
    });
    socket.on('close', () => resolve('')).on('error', () => {});
  });
}

test('A sender that stops in the middle of its headers or its body gets 408.', async () => {
  const before = await refused('too_slow');
  const [headers, body] = await Promise.all([
    rawRequest(receiver.port, 'POST /pendo HTTP/1.1\r\nHost: x\r\n'),
    rawRequest(receiver.port, `${HEAD}Content-Length: 100\r\n\r\n{`),
  ]);
  expect(headers).toMatch(/^HTTP\/1\.1 408 /);
  expect(body).toMatch(/^HTTP\/1\.1 408 /);
  expect([await refused('too_slow'), await refused('cut_off')]).toEqual([before + 2, 1]);
  expect(await feedPage(receiver.url)).toEqual([]);
});

test.each([
  null,
  '',
  'application/json; charset=utf-8',
  'Application/JSON',
  'application/vnd.pendo+json',
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/octet-stream',
  'application/jsonx',
  'nonsense',
  '/;;',
])('A signed webhook is stored whatever its content type: %j.', async (type) => {
  const body = JSON.stringify({ uniqueId: `good with ${type}` });
  const length = `Content-Length: ${Buffer.byteLength(body)}\r\n`;
  const header = type === null ? '' : `Content-Type: ${type}\r\n`;
  const signature = `X-Pendo-Signature: ${signatureOf(body, SECRET)}\r\n`;
  const answer = await rawRequest(
    receiver.port,
    `POST /pendo/?a=b HTTP/1.1\r\nHost: x\r\n${header}${signature}${length}\r\n${body}`,
    /\}$/,
  );
  expect(answer).toContain('{"stored":1,"duplicates":0}');
});

test.each([
  ['an unknown Expect header', 'Expect: the-moon\r\n'],
  ['no Host header', ''],
])('A webhook with %s is stored.', async (name, header) => {
  const body = JSON.stringify({ uniqueId: `good with ${name}` });
  const host = name === 'no Host header' ? '' : 'Host: x\r\n';
  const signature = `X-Pendo-Signature: ${signatureOf(body, SECRET)}\r\n`;
  const length = `Content-Length: ${Buffer.byteLength(body)}\r\n`;
  const request = `POST /pendo HTTP/1.1\r\n${host}${header}${signature}${length}\r\n${body}`;
  expect(await rawRequest(receiver.port, request, /\}$/)).toContain('{"stored":1,"duplicates":0}');
});

test('A body of exactly the largest size is stored.', async () => {
  const start = '{"uniqueId":"largest","a":"';
  const body = `${start}${'x'.repeat(MAX_BODY_BYTES - start.length - 2)}"}`;
  expect((await post(receiver.url, body)).status).toBe(200);
});

const BEARER = { authorization: `Bearer ${TOKEN}` };
const BAD_AFTER = ['-1', '1.5', '1e3', '', 'x', ' 1', '9007199254740992', '99999999999999999999', '1&after=2'];
const BAD_LIMIT = ['0', '10001', '-5', 'all', '', '1&limit=1'];

const BAD_READS: readonly (readonly [name: string, headers: Record<string, string>, query: string, status: number])[] =
  [
    ['no token', {}, '', 401],
    ['a wrong token', { authorization: 'Bearer wrong' }, '', 401],
    ['the token without its scheme', { authorization: TOKEN }, '', 401],
    ['the token of another scheme', { authorization: `Basic ${TOKEN}` }, '', 401],
    ['text after the token', { authorization: `Bearer ${TOKEN} x` }, '', 401],
    ...BAD_AFTER.map((after) => [`after=${after}`, BEARER, `?after=${after}`, 400] as const),
    ...BAD_LIMIT.map((limit) => [`limit=${limit}`, BEARER, `?limit=${limit}`, 400] as const),
  ];

test.each(BAD_READS)('The feed refuses a request with %s.', async (_name, headers, query, status) => {
  const answer = await fetch(`${receiver.url}/feed${query}`, { headers });
  expect(answer.status).toBe(status);
  expect(answer.headers.get('www-authenticate')).toBe(status === 401 ? 'Bearer' : null);
  expect(await answer.json()).toEqual({ error: expect.any(String) });
});
