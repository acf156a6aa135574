import { Readable } from 'node:stream';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it, test } from 'vitest';
import { decoded } from '../../../src/http/decode.ts';
import { refusalOf } from '../../../src/http/send-request.ts';

const TEXT = `[${'{"id":"é"},'.repeat(20_000)}{}]`;
const PLAIN = Buffer.from(TEXT);
const ZIPPED = gzipSync(TEXT);

function bodyOf(bytes: Uint8Array, encoding: string | undefined): Readable {
  const pieces = Array.from({ length: 10 }, (_, index) => {
    const size = Math.ceil(bytes.length / 10);
    return bytes.subarray(index * size, (index + 1) * size);
  });
  return decoded(Readable.from(pieces), encoding);
}

async function read(bytes: Uint8Array, encoding: string | undefined): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of bodyOf(bytes, encoding)) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

async function refusalText(bytes: Uint8Array, encoding: string | undefined): Promise<string | undefined> {
  return (await refusalOf({ status: 400, headers: {}, body: bodyOf(bytes, encoding) })).facts.text;
}

describe.each<[string | undefined, Uint8Array]>([
  [undefined, PLAIN],
  ['', PLAIN],
  ['identity', PLAIN],
  ['gzip', ZIPPED],
  ['GZIP', ZIPPED],
  [' gzip ', ZIPPED],
  ['x-gzip', ZIPPED],
  ['X-GZip', ZIPPED],
  ['gzip, identity', ZIPPED],
  ['identity,x-gzip', ZIPPED],
  ['gzip, gzip', gzipSync(ZIPPED)],
  ['deflate', deflateSync(TEXT)],
  ['br', brotliCompressSync(TEXT)],
  ['gzip, br', brotliCompressSync(ZIPPED)],
])('A body with the content encoding %j', (encoding, bytes) => {
  it('is decoded to the original bytes.', async () => {
    expect(await read(bytes, encoding)).toBe(TEXT);
  });

  it('of a refusal is decoded too, as far as it is needed.', async () => {
    const text = (await refusalText(bytes, encoding)) ?? '';
    expect(text.length).toBeGreaterThan(1000);
    expect(TEXT.startsWith(text.slice(0, -1))).toBe(true);
  });
});

test.each(['compress', 'gzip, aws-chunked', 'utf-8'])(
  'A body with the content encoding %j, which was not requested, is an error that names it.',
  async (encoding) => {
    await expect(read(ZIPPED, encoding)).rejects.toMatchObject({
      failureType: 'system_error',
      message: expect.stringContaining(JSON.stringify(encoding)),
    });
    expect(await refusalText(ZIPPED, encoding)).toBe('');
  },
);

test.each(['gzip', 'x-gzip', 'deflate', 'br'])(
  'A body that is not valid %s is an error, or a refusal without text.',
  async (encoding) => {
    await expect(read(PLAIN, encoding)).rejects.toThrow();
    expect(await refusalText(PLAIN, encoding)).toBe('');
  },
);
