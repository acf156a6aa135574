import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDestination } from '../../../helpers/airbyte/destination.ts';
import { parseExact } from '../../../helpers/airbyte/exact-json.ts';
import {
  type AirbyteMessage,
  type ConfiguredCatalog,
  configureCatalog,
  type JsonSchema,
} from '../../../helpers/airbyte/messages.ts';

const PROPERTIES: Record<string, JsonSchema> = {
  id: { type: 'string' },
  at: { type: ['null', 'string'], format: 'date-time' },
  'odd "name"': { type: ['null', 'string'] },
  size: { type: ['null', 'integer'] },
  share: { type: ['null', 'number'] },
  is_new: { type: ['null', 'boolean'] },
  data: { type: ['null', 'object'] },
};

function catalogOf(properties: Record<string, JsonSchema>, key?: string[][]): ConfiguredCatalog {
  const stream = {
    name: 'pages',
    json_schema: { type: 'object', properties },
    supported_sync_modes: ['incremental'] as const,
    default_cursor_field: ['at'],
  };
  return configureCatalog({ streams: [key === undefined ? stream : { ...stream, source_defined_primary_key: key }] });
}

const CATALOG = catalogOf(PROPERTIES, [['id']]);

function message(json: string): AirbyteMessage {
  return parseExact(json) as AirbyteMessage;
}

function record(data: string): AirbyteMessage {
  return message(`{"type":"RECORD","record":{"stream":"pages","data":${data},"emitted_at":1}}`);
}

function state(at: number): AirbyteMessage {
  const stream = `{"stream_descriptor":{"name":"pages"},"stream_state":{"at":${at}}}`;
  return message(`{"type":"STATE","state":{"type":"STREAM","stream":${stream},"sourceStats":{"recordCount":1}}}`);
}

const COMPLETE = message(
  '{"type":"TRACE","trace":{"type":"STREAM_STATUS","emitted_at":1,"stream_status":{"stream_descriptor":{"name":"pages"},"status":"COMPLETE"}}}',
);

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'destination-test-'));
  path = join(folder, 'new', 'tables.sqlite');
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

test('Rows have the values of their records.', () => {
  const rows = [
    '{"id":"a\\u0000 \\"x\\" 🎈","at":"2026-01-31T00:00:00.000Z","odd \\"name\\"":"","size":9007199254740993,"share":-0.5,"is_new":false,"data":{"B":[1.50,null],"__proto__":{"n":12345678901234567890}}}',
    '{"id":"","at":null,"odd \\"name\\"":null,"size":123456789012345678901234567890,"share":7,"is_new":true,"data":{}}',
    '{"id":"c","at":null,"odd \\"name\\"":null,"size":-1,"share":0.1234567890123456789012345,"is_new":null,"data":null}',
  ];
  const destination = openDestination(path, CATALOG);
  for (const row of rows) destination.apply(record(row));
  expect(destination.rows('pages').map((row) => JSON.stringify(row))).toEqual(rows);
  expect(destination.count('pages')).toBe(3);
  destination.close();
});

test('A record replaces the row with the same key, unless its cursor is older.', () => {
  const destination = openDestination(path, CATALOG);
  destination.apply(record('{"id":"a","at":"2026-01-02T00:00:00.000Z","size":1}'));
  destination.apply(record('{"id":"a","at":"2026-01-02T00:00:00.000Z","size":2}'));
  destination.apply(record('{"id":"a","at":"2026-01-01T00:00:00.000Z","size":3}'));
  destination.apply(record('{"id":"b","at":null,"size":4}'));
  destination.apply(record('{"id":"b","at":null,"size":5}'));
  expect(destination.rows('pages')).toMatchObject([
    { id: 'a', size: 2 },
    { id: 'b', size: 5 },
  ]);
  destination.close();
});

test('When the file is opened again, it has the last state of a stream and the rows before it.', () => {
  const destination = openDestination(path, CATALOG);
  for (const each of [record('{"id":"a"}'), state(1), record('{"id":"b"}'), state(2)]) destination.apply(each);
  destination.close();
  const again = openDestination(path, CATALOG);
  expect(again.states()).toEqual([state(2).state]);
  expect(again.count('pages')).toBe(2);
  again.close();
});

test('Another reader sees a state together with the rows before it, but not yet the rows after it.', () => {
  const destination = openDestination(path, CATALOG);
  const reader = openDestination(path, CATALOG);
  destination.apply(record('{"id":"a"}'));
  expect([reader.count('pages'), reader.states()]).toEqual([0, []]);
  destination.apply(state(1));
  destination.apply(record('{"id":"b"}'));
  expect([reader.count('pages'), reader.states()]).toEqual([1, [state(1).state]]);
  reader.close();
  destination.close();
});

test('A stream without a key is overwritten only when its next sync is complete.', () => {
  const catalog = catalogOf(PROPERTIES);
  const first = openDestination(path, catalog);
  for (const each of [record('{"id":"a"}'), record('{"id":"a"}'), COMPLETE]) first.apply(each);
  first.close();
  const second = openDestination(path, catalog);
  second.apply(record('{"id":"b"}'));
  expect(second.count('pages')).toBe(2);
  second.apply(COMPLETE);
  expect(second.rows('pages')).toMatchObject([{ id: 'b' }]);
  second.close();
});

test('A table gets the new columns of its schema.', () => {
  const first = openDestination(path, CATALOG);
  first.apply(record('{"id":"a"}'));
  first.close();
  const second = openDestination(path, catalogOf({ ...PROPERTIES, more: { type: ['null', 'string'] } }, [['id']]));
  second.apply(record('{"id":"b","more":"x"}'));
  expect(second.rows('pages')).toMatchObject([
    { id: 'a', more: null },
    { id: 'b', more: 'x' },
  ]);
  second.close();
});

test.each([
  ['a stream that is not in the catalog', '{"type":"RECORD","record":{"stream":"x","data":{"id":"a"}}}'],
  ['a key that is null', '{"type":"RECORD","record":{"stream":"pages","data":{"id":null}}}'],
  ['a value of another type', '{"type":"RECORD","record":{"stream":"pages","data":{"id":"a","size":"1"}}}'],
])('It refuses %s.', (_what, json) => {
  const destination = openDestination(path, CATALOG);
  expect(() => destination.apply(message(json))).toThrow();
  destination.close();
});
