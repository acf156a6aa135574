import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../../../emulator/data/prng.ts';

describe('the random numbers', () => {
  it('are the same for the same key', () => {
    const key = fc.array(fc.oneof(fc.string(), fc.maxSafeInteger()));
    fc.assert(
      fc.property(fc.integer(), key, (seed, parts) => {
        expect(new Random(seed, parts).text(20)).toBe(new Random(seed, parts).text(20));
      }),
    );
  });

  it('differ when the seed or any part of the key differs', () => {
    const texts = new Set<string>();
    for (let index = 0; index < 1000; index++) {
      for (const kind of ['a', 'b']) {
        for (const seed of [1, 2]) texts.add(new Random(seed, [kind, 20_000, index]).text(12));
      }
    }
    expect(texts.size).toBe(4000);
  });

  it('differ for numbers in the key that differ by a multiple of 2^32', () => {
    expect(new Random(1, [1_700_000_000_000]).next()).not.toBe(new Random(1, [1_700_000_000_000 + 2 ** 32]).next());
  });

  it('stay within their bounds and reach both of them', () => {
    const seen = new Set<number>();
    for (let index = 0; index < 500; index++) seen.add(new Random(1, [index]).between(-2, 3));
    expect([...seen].sort((a, b) => a - b)).toEqual([-2, -1, 0, 1, 2, 3]);
  });

  it('are evenly distributed over neighbouring keys', () => {
    const buckets = new Array<number>(10).fill(0);
    for (let index = 0; index < 20_000; index++) {
      const bucket = new Random(7, ['row', 20_619, index]).below(10);
      buckets[bucket] = (buckets[bucket] ?? 0) + 1;
    }
    expect(Math.min(...buckets)).toBeGreaterThan(1_800);
    expect(Math.max(...buckets)).toBeLessThan(2_200);
  });
});
