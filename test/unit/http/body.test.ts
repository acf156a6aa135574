import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { readBody } from '../../../src/http/body.ts';
import { RequestFault } from '../../../src/http/fault.ts';

const LIMITS = { silentAfterMs: 5000, slowAfterMs: 100 };

async function* drip(pieces: number, bytes: number, everyMs: number): AsyncGenerator<Uint8Array> {
  for (let piece = 0; piece < pieces; piece += 1) {
    await sleep(everyMs);
    yield new Uint8Array(bytes);
  }
}

async function read(body: AsyncIterable<Uint8Array>, afterEachMs = 0, limits = LIMITS): Promise<number | string> {
  let bytes = 0;
  try {
    for await (const chunk of readBody(body, limits)) {
      bytes += chunk.length;
      if (afterEachMs > 0) await sleep(afterEachMs);
    }
    return bytes;
  } catch (error) {
    return error instanceof RequestFault ? error.facts.kind : String(error);
  }
}

test('a body that is too slow is given up, however often a byte arrives', async () => {
  expect(await read(drip(1000, 1, 5))).toBe('slow');
});

test('a body that delivers a KiB in time is read to its end', async () => {
  expect(await read(drip(60, 1024, 5))).toBe(60 * 1024);
});

test('a slow reader does not make a body count as slow', async () => {
  // The reader takes a second in all. The waits for the body are short, also on a busy machine.
  expect(await read(drip(20, 1, 0), 50, { ...LIMITS, slowAfterMs: 800 })).toBe(20);
});
