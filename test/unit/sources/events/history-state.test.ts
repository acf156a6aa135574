import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Fingerprint } from '../../../../src/sources/events/fingerprints.ts';
import { historyState, readFingerprints } from '../../../../src/sources/events/history-state.ts';

const mark = fc.integer({ min: 0, max: 0xfffffffe });
const fingerprint = fc.record({ mark, rows: fc.option(mark, { nil: undefined }) });

test('The fingerprint of each day in a state is read back, also if days between them have none.', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.integer({ min: 19_000, max: 21_000 }).map(String), fingerprint), (days) => {
      const known = new Map(Object.entries(days).map(([number, day]) => [Number(number), day]));
      expect(readFingerprints(historyState(known, []))).toEqual(known);
    }),
  );
});

test('Three years take less than 32 KB of a state.', () => {
  const days = Array.from({ length: 3 * 366 }, (_, index): [number, Fingerprint] => [
    19_000 + index,
    { mark: 0xfffffff0 - index, rows: 1_000_000 + index },
  ]);
  const midnights = Array.from({ length: 7 }, () => ({ first: Date.UTC(2026, 0, 1), last: Date.UTC(2026, 0, 2) }));
  const { length } = JSON.stringify(historyState(new Map(days), midnights));
  expect(length).toBeLessThan(12 * 1024);
});

test('A state without the numbers of rows is read, and a state of another form has no fingerprints.', () => {
  const marks = Buffer.from([1, 0, 0, 0]).toString('base64');
  expect(readFingerprints({ first: 5, marks })).toEqual(new Map([[5, { mark: 1, rows: undefined }]]));
  for (const state of [undefined, null, 'text', {}, { first: 'a', marks }, { first: 5, marks: 7 }]) {
    expect(readFingerprints(state).size).toBe(0);
  }
});
