import { expect, test } from 'vitest';
import type { JsonRecord, Stream } from '../../helpers/airbyte/messages.ts';
import { compareTables } from '../../helpers/compare-tables.ts';
import { tableOf } from '../../helpers/tables.ts';

const STREAM: Stream = {
  name: 'events',
  json_schema: {},
  supported_sync_modes: ['full_refresh'],
  source_defined_primary_key: [['id'], ['row_number']],
};
const ROWS = [
  { id: 'a', row_number: 1, n: 1 },
  { id: 'a', row_number: 2, n: 2 },
  { id: 'b', row_number: 1, n: 3 },
];

function differences(actual: readonly JsonRecord[], expected: readonly JsonRecord[] = ROWS): string[] {
  return compareTables(STREAM, tableOf(expected, STREAM), tableOf(actual, STREAM));
}

test('Tables with the same rows do not differ, whatever their order and their numbering within a key.', () => {
  const [first, second, third] = ROWS;
  expect(
    differences([
      { ...third, extra: null },
      { ...second, row_number: 1 },
      { ...first, row_number: 2 },
    ]),
  ).toEqual([]);
});

test('A missing row, an extra row and a different value are each reported.', () => {
  expect(differences(ROWS.slice(0, 2))).toEqual([expect.stringContaining('missing ["b"]')]);
  expect(differences([...ROWS, { id: 'c', row_number: 1 }])).toEqual([expect.stringContaining('surplus ["c"]')]);
  expect(differences([...ROWS, { id: 'b', row_number: 2, n: 4 }])).toEqual([expect.stringContaining('surplus ["b"]')]);
  expect(differences([...ROWS.slice(0, 2), { id: 'b', row_number: 1, n: 4 }])).toEqual(['other ["b"]: n is 4, not 3']);
});

test('Row numbers with a gap are a difference.', () => {
  const gap = [ROWS[0], { id: 'a', row_number: 3, n: 2 }, ROWS[2]] as JsonRecord[];
  expect(differences(gap)).toEqual(['numbers ["a"]: row_number is 1, 3']);
});

test('Only the first ten differences are shown, followed by their number.', () => {
  const many = Array.from({ length: 30 }, (_, index) => ({ id: `x${index}`, row_number: 1 }));
  const found = differences([], many);
  expect(found).toHaveLength(11);
  expect(found[10]).toBe('… 30 differences in all.');
});
