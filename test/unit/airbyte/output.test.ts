import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { createOutput } from '../../../src/airbyte/output.ts';

test('A write waits while the reader is slow, and lines keep the order of the calls', async () => {
  const written: string[] = [];
  const waiting: (() => void)[] = [];
  const slow = new Writable({
    highWaterMark: 4,
    decodeStrings: false,
    write(chunk, _encoding, done) {
      written.push(String(chunk));
      waiting.push(done);
    },
  });
  const output = createOutput(slow);
  const settled: number[] = [];
  const writes = ['first\n', 'second\n', 'third\n'].map((line, index) =>
    output.write(line).then(() => settled.push(index)),
  );
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(settled).toEqual([]);
  while (settled.length < 3) {
    waiting.shift()?.();
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(writes);
  expect(written).toEqual(['first\n', 'second\n', 'third\n']);
});

test('When the reader has closed the pipe, writes reject and a flush does not hang', async () => {
  const gone = new Writable({
    write(_chunk, _encoding, done) {
      done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    },
  });
  const output = createOutput(gone);
  await output.write('first\n').catch(() => {});
  await new Promise((resolve) => setTimeout(resolve, 5));
  await expect(output.write('second\n')).rejects.toThrow('EPIPE');
  await output.flush();
});
