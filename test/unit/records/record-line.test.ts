import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lineEnd, lineStart, stampLines } from '../../../src/records/record-line.ts';

const time = fc.integer({ min: 1_000_000_000_000, max: 9_999_999_999_999 });
const data = fc.jsonValue().map((value) => JSON.stringify({ value, trap: ',"emitted_at":1234567890123}}' }));

function linesOf(records: readonly string[], emittedAt: number): Uint8Array {
  return Buffer.from(records.map((record) => lineStart('s') + record + lineEnd(emittedAt)).join(''));
}

test('Lines that get a new emitted_at equal lines that were made at that time, whatever their data.', () => {
  fc.assert(
    fc.property(fc.array(data), time, time, (records, before, after) => {
      const lines = linesOf(records, before);
      stampLines(lines, after);
      expect(lines).toEqual(linesOf(records, after));
    }),
  );
});

test('A time of a different length does not damage the lines.', () => {
  for (const [before, after] of [
    [999_999_999_999, 1_000_000_000_000],
    [1_000_000_000_000, 5],
  ] as const) {
    const lines = linesOf(['{"a":1}', '{"b":2}'], before);
    stampLines(lines, after);
    expect(lines).toEqual(linesOf(['{"a":1}', '{"b":2}'], before));
  }
});
