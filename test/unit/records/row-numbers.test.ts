import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadRowNumbers } from '../../../src/records/row-numbers.ts';

const createRowNumbers = await loadRowNumbers();

describe('row numbers', () => {
  it('count the rows of each key like a map of counters', () => {
    const keys = fc.array(fc.oneof(fc.constantFrom('', 'a', 'b', '\u0000', '😀'), fc.string()), { maxLength: 400 });
    fc.assert(
      fc.property(keys, (rows) => {
        const numbers = createRowNumbers();
        const counts = new Map<string, number>();
        for (const key of rows) {
          counts.set(key, (counts.get(key) ?? 0) + 1);
          expect(numbers.next(key)).toBe(counts.get(key));
        }
        expect(numbers.size).toBe(counts.size);
      }),
    );
  });

  it('continue beyond what one byte can count, even while the table grows', () => {
    const numbers = createRowNumbers();
    for (let row = 1; row <= 2000; row += 1) {
      expect(numbers.next('the same')).toBe(row);
      expect(numbers.next(`another ${row}`)).toBe(1);
    }
    expect(numbers.size).toBe(2001);
  });

  it('distinguish a million keys with less than twenty bytes each, at every size', () => {
    const numbers = createRowNumbers();
    for (let key = 1; key <= 1_000_000; key += 1) {
      numbers.next(`key ${key}`);
      if (key > 10_000 && key % 1000 === 0) {
        expect(numbers.bytes / key).toBeLessThan(20);
      }
    }
    expect(numbers.size).toBe(1_000_000);
  });

  it('start again for each window', () => {
    createRowNumbers().next('a');
    expect(createRowNumbers().next('a')).toBe(1);
  });
});
