import type { Catalog, JsonRecord, Stream } from './airbyte/messages.ts';
import { exactRow, expectedRecord } from './expected.ts';
import { pullFacts } from './streams/index.ts';
import { type RowsInput, rangeOf } from './streams/rows.ts';

/** The records of a table by their key as text. */
export type Table = ReadonlyMap<string, JsonRecord>;

export interface ExpectedTableInput extends RowsInput {
  readonly stream: Stream;
}

/**
 * What a stream's table must contain after a sync, computed only from the emulator's data and the rules of the design.
 * Rows that share their key except for `row_number` are numbered in the order of the data. `compareTables` does not
 * require that order.
 */
export function expectedTable(input: ExpectedTableInput): Table {
  const { stream } = input;
  const { rows } = pullFacts(stream.name);
  const key = keyOf(stream);
  const numbers = new Map<string, number>();
  const table = new Map<string, JsonRecord>();
  for (const row of rows(input)) {
    const plain = expectedRecord({ row: exactRow(row), schema: stream.json_schema, key });
    const record = withDate(withCursor(plain, stream), stream);
    const group = keyText(record, withoutRowNumber(key));
    const number = (numbers.get(group) ?? 0) + 1;
    numbers.set(group, number);
    const numbered = key.includes(ROW_NUMBER) ? { ...record, [ROW_NUMBER]: number } : record;
    const text = keyText(numbered, key);
    if (table.has(text)) throw new Error(`${stream.name}: two rows of the emulator have the key ${text}.`);
    table.set(text, numbered);
  }
  return table;
}

const CALENDAR_SHIFT_MS = 13 * 3_600_000;

/** By day, `date` is the bucket's day in the subscription's calendar: the UTC date of `day` + 13 h. */
function withDate(record: JsonRecord, { json_schema }: Stream): JsonRecord {
  if (json_schema.properties?.date === undefined) return record;
  const shifted = new Date(Date.parse(String(record.day)) + CALENDAR_SHIFT_MS);
  return { ...record, date: shifted.toISOString().slice(0, 10) };
}

/** Stands in an expected table for the time of the read, which is not in Pendo's rows. */
const READ_AT = 'the time of the reading';

/** The cursor is never null: if Pendo gives no time of change, it is the time of the read. */
function withCursor(record: JsonRecord, stream: Stream): JsonRecord {
  const cursor = timeCursorOf(stream);
  return cursor === undefined || record[cursor] !== undefined ? record : { ...record, [cursor]: READ_AT };
}

/** The record as in an expected table if Pendo gave no time of change for its row. */
export function withoutReadTime(record: JsonRecord, stream: Stream): JsonRecord {
  const cursor = timeCursorOf(stream);
  const isTime = cursor !== undefined && !Number.isNaN(Date.parse(String(record[cursor])));
  return isTime ? { ...record, [cursor]: READ_AT } : record;
}

function timeCursorOf({ default_cursor_field: [cursor = ''] = [], json_schema }: Stream): string | undefined {
  return json_schema.properties?.[cursor]?.format === 'date-time' ? cursor : undefined;
}

/**
 * The records within the config's range. Only visitor_history reads whole UTC days, and so a little more at both ends,
 * which the design allows. The records of other streams are returned unchanged.
 */
export function withoutEdges(records: readonly JsonRecord[], stream: Stream, input: RangeInput): readonly JsonRecord[] {
  if (stream.name !== 'visitor_history') return records;
  const { from, to } = rangeOf(input.config, input.now);
  return records.filter(({ ts }) => Date.parse(String(ts)) >= from && Date.parse(String(ts)) < to);
}

export type RangeInput = Pick<RowsInput, 'config' | 'now'>;

/** The columns with the time of the read, which is not in Pendo's rows. */
const READ_COLUMNS = ['read_at', 'bucket_read_at'];

/** The record without the columns that differ in each read. */
export function withoutReadColumns(record: JsonRecord): JsonRecord {
  return Object.fromEntries(Object.entries(record).filter(([column]) => !READ_COLUMNS.includes(column)));
}

/**
 * The table that results from records, without the time of the read. Of records with the same key the last one stays.
 */
export function tableOf(records: Iterable<JsonRecord>, stream: Stream): Table {
  const key = keyOf(stream);
  return new Map(Iterator.from(records).map((record) => [keyText(record, key), withoutReadColumns(record)]));
}

export const ROW_NUMBER = 'row_number';

export function keyOf(stream: Stream): string[] {
  return (stream.source_defined_primary_key ?? []).map((path) => path[0] ?? '');
}

export function withoutRowNumber(key: readonly string[]): string[] {
  return key.filter((column) => column !== ROW_NUMBER);
}

export function keyText(record: JsonRecord, key: readonly string[]): string {
  return JSON.stringify(key.map((column) => record[column]));
}

/** The stream with this name. */
export function streamNamed(catalog: Catalog, name: string): Stream {
  const stream = catalog.streams.find((candidate) => candidate.name === name);
  if (stream === undefined) throw new Error(`The catalog has no stream ${name}.`);
  return stream;
}
