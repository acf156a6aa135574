import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bufferSmallAnswers } from '../../../src/sync/buffer-small-answers.ts';

/** The sizes of the batches that were printed for an answer, which was complete or cut off after its batches. */
async function passedOn(sizes: readonly number[], cut: boolean): Promise<number[]> {
  const seen: number[] = [];
  const held = bufferSmallAnswers(async ({ lines }) => {
    seen.push(lines.length);
  }, 100);
  for (const size of sizes) await held.print({ lines: 'x'.repeat(size), records: 1 });
  if (!cut) await held.end();
  return seen;
}

test('A complete answer is passed on unchanged, whatever its size', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(60)), async (sizes) => {
      expect(await passedOn(sizes, false)).toEqual(sizes);
    }),
  );
});

test('Buffered lines are distinguished from lines that are passed on at once', async () => {
  const seen: boolean[] = [];
  const held = bufferSmallAnswers(async (_batch, wasBuffered) => void seen.push(wasBuffered), 100);
  for (const size of [40, 61, 7]) await held.print({ lines: 'x'.repeat(size), records: 1 });
  expect(seen).toEqual([true, true, false]);
});

test('Nothing is passed on of an answer that is cut off within the limit', async () => {
  expect(await passedOn([40, 60], true)).toEqual([]);
  expect(await passedOn([40, 61, 7], true)).toEqual([40, 61, 7]);
});
