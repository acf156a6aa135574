import { expect, test } from 'vitest';
import type { ConfiguredStream, JsonRecord } from '../helpers/airbyte/messages.ts';
import { createTable } from './table.ts';

const STREAM: ConfiguredStream = {
  stream: { name: 'pages', json_schema: {}, supported_sync_modes: ['incremental'] },
  sync_mode: 'incremental',
  destination_sync_mode: 'append_dedup',
  cursor_field: ['at'],
  primary_key: [['id']],
};

/** The ids and names that are in the table after each record came with a sync of its own. */
function tableAfter(records: readonly JsonRecord[]): readonly unknown[] {
  const table = createTable(STREAM);
  for (const [emitted_at, data] of records.entries()) {
    table.start();
    table.write({ stream: 'pages', data: { id: 'a', ...data }, emitted_at });
    table.complete();
  }
  return table.rows().map(({ name }) => name);
}

const [EARLY, LATE] = ['2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z'];

test('The copy with the newest cursor stays, then the one that was emitted last; null is the oldest cursor.', () => {
  expect(
    tableAfter([
      { at: LATE, name: 1 },
      { at: EARLY, name: 2 },
    ]),
  ).toEqual([1]);
  expect(
    tableAfter([
      { at: LATE, name: 1 },
      { at: LATE, name: 2 },
    ]),
  ).toEqual([2]);
  expect(
    tableAfter([
      { at: EARLY, name: 1 },
      { at: null, name: 2 },
    ]),
  ).toEqual([1]);
  expect(
    tableAfter([
      { at: null, name: 1 },
      { at: null, name: 2 },
    ]),
  ).toEqual([2]);
});

test('A copy that says that it is deleted takes the row away, unless it is older.', () => {
  expect(
    tableAfter([
      { at: EARLY, name: 1 },
      { at: LATE, _ab_cdc_deleted_at: LATE },
    ]),
  ).toEqual([]);
  expect(
    tableAfter([
      { at: LATE, name: 1 },
      { at: EARLY, _ab_cdc_deleted_at: LATE },
    ]),
  ).toEqual([1]);
});

test('Records of a sync that broke off wait for the next one that completes.', () => {
  const table = createTable(STREAM);
  table.write({ stream: 'pages', data: { id: 'a', at: EARLY }, emitted_at: 1 });
  expect(table.rows()).toEqual([]);
  table.start();
  table.complete();
  expect(table.rows()).toHaveLength(1);
});
