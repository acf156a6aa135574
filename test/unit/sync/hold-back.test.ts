import fc from 'fast-check';
import { expect, test } from 'vitest';
import { holdBack } from '../../../src/sync/hold-back.ts';

async function* batches(sizes: readonly number[], cut: boolean) {
  for (const size of sizes) yield { lines: 'x'.repeat(size), records: 1 };
  if (cut) throw new Error('The answer was cut.');
}

async function passedOn(sizes: readonly number[], cut: boolean): Promise<number[]> {
  const seen: number[] = [];
  try {
    for await (const { lines } of holdBack(batches(sizes, cut), 100)) seen.push(lines.length);
  } catch {
    // What was passed on before the cut is what counts.
  }
  return seen;
}

test('A whole answer is passed on as it came, whatever its size', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(60)), async (sizes) => {
      expect(await passedOn(sizes, false)).toEqual(sizes);
    }),
  );
});

test('Of an answer that is cut within the limit, nothing is passed on', async () => {
  expect(await passedOn([40, 60], true)).toEqual([]);
  expect(await passedOn([40, 61, 7], true)).toEqual([40, 61, 7]);
});
