import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linesOf } from '../../../src/webhooks/lines.ts';

async function read(bytes: Buffer, cuts: readonly number[]): Promise<string[]> {
  const borders = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  const chunks = borders.slice(1).map((end, index) => bytes.subarray(borders[index], end));
  const lines: string[] = [];
  for await (const line of linesOf(asyncOf(chunks))) lines.push(line);
  return lines;
}

async function* asyncOf(chunks: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* chunks;
}

test('returns whole lines, wherever the chunks are split', async () => {
  const line = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\n', ' '));
  await fc.assert(
    fc.asyncProperty(fc.array(line), fc.array(fc.nat()), async (lines, cuts) => {
      expect(await read(Buffer.from(lines.map((each) => `${each}\n`).join('')), cuts)).toEqual(lines);
    }),
  );
});

test('fails when the last line has no line break, because it was cut off', async () => {
  await expect(read(Buffer.from('a\nb'), [])).rejects.toThrow('has no line break');
});
