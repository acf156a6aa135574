import { describe, expect, it } from 'vitest';
import { createRecordReader } from '../../../src/records/read-answer.ts';
import type { ColumnType, RecordShape } from '../../../src/records/shape.ts';
import { linesOf, readerOf } from './readers.ts';

/** The line of a row, which must be the same from the engine and from the converter. */
async function onlyLine(shape: RecordShape, row: string): Promise<string> {
  const [fast = ''] = await linesOf(readerOf({ shape }), `{"results":[${row}]}`);
  const [slow] = await linesOf(createRecordReader({ shape, layout: 'results', now: () => 5 }), `{"results":[${row}]}`);
  expect(fast).toBe(slow);
  return fast;
}

/** The JSON text of the only column of a stream whose rows are `{"value": …}`, and of `additional_fields`. */
async function column(type: ColumnType, value: string, primaryKey: readonly string[] = []) {
  const shape = { stream: 's', columns: [{ field: 'value', name: 'v', type }], primaryKey };
  const line = await onlyLine(shape, `{"value":${value}}`);
  const [, text, additional] = /"data":\{"v":(.*),"additional_fields":(.*)\},"emitted_at"/s.exec(line) ?? [];
  return { text, additional };
}

describe('a value', () => {
  it.each<[ColumnType, string, string]>([
    ['string', '"a\\u0041\\ud83d"', '"a\\u0041\\ud83d"'],
    ['string', '10', '"10"'],
    ['string', '1.50', '"1.50"'],
    ['string', 'true', '"true"'],
    ['string', '{"a":"\\""}', '"{\\"a\\":\\"\\\\\\"\\"}"'],
    ['string', '[1, 2]', '"[1, 2]"'],
    ['integer', '123456789012345678901234567890', '123456789012345678901234567890'],
    ['integer', '"12"', '12'],
    ['integer', '"12.0"', '12'],
    ['integer', '1.0', '1'],
    ['integer', '-1.50e1', '-15'],
    ['integer', '1e3', '1000'],
    ['integer', '0.000e5', '0'],
    ['number', '0.1000000000000000055511151231257827', '0.1000000000000000055511151231257827'],
    ['number', '-0', '-0'],
    ['number', '1e400', '1e400'],
    ['number', '"1.50"', '1.50'],
    ['boolean', '"true"', 'true'],
    ['boolean', '"false"', 'false'],
    ['time', '1767225600123.9', '"2026-01-01T00:00:00.123Z"'],
    ['time', '"1767225600123"', '"2026-01-01T00:00:00.123Z"'],
    ['time', '-1', '"1969-12-31T23:59:59.999Z"'],
    ['time', '0', 'null'],
    ['time', '"0"', 'null'],
    ['time', '""', 'null'],
    ['time', '-62135596800000', '"0001-01-01T00:00:00.000Z"'],
    ['time', '253402300799999', '"9999-12-31T23:59:59.999Z"'],
    ['time', '"2026-01-02"', '"2026-01-02T00:00:00.000Z"'],
    ['time', '"2026-01-02T03:04Z"', '"2026-01-02T03:04:00.000Z"'],
    ['time', '"2026-01-02T03:04:05"', '"2026-01-02T03:04:05.000Z"'],
    ['time', '"2026-01-02T03:04:05.6789Z"', '"2026-01-02T03:04:05.678Z"'],
    ['time', '"2026-01-02 03:04:05.6 +02:30"', '"2026-01-02T00:34:05.600Z"'],
    ['time', '"2026-01-02T03:04:05-0800"', '"2026-01-02T11:04:05.000Z"'],
    ['time', '"2024-02-29T00:00:00\\u005a"', '"2024-02-29T00:00:00.000Z"'],
    ['object', '{"a" : [1]}', '{"a" : [1]}'],
    ['array', '[{"a":1.0}]', '[{"a":1.0}]'],
    ['any', '-0.0', '-0.0'],
  ])('of type %s that is sent as %s becomes %s', async (type, value, text) => {
    expect(await column(type, value)).toEqual({ text, additional: 'null' });
  });

  it.each<[ColumnType, string]>([
    ['integer', '1.5'],
    ['integer', '1e-1'],
    ['integer', '1e999999999999'],
    ['integer', '"007"'],
    ['integer', '" 1"'],
    ['integer', '""'],
    ['integer', 'true'],
    ['number', '"0x10"'],
    ['number', '"NaN"'],
    ['number', '[1]'],
    ['boolean', '1'],
    ['boolean', '"True"'],
    ['time', '253402300800000'],
    ['time', '-62135596800001'],
    ['time', '1e400'],
    ['time', 'true'],
    ['time', '[0]'],
    ['time', '"yesterday"'],
    ['time', '"2026-02-30"'],
    ['time', '"2026-01-01T24:00:00Z"'],
    ['time', '"2026-01-01T00:00:00+24:00"'],
    ['time', '"9999-12-31T23:59:59-01:00"'],
    ['time', '"0000-12-31T00:00:00Z"'],
    ['object', '"{}"'],
    ['object', '[]'],
    ['array', '{}'],
  ])('that is not a valid %s, %s, becomes null and stays unchanged in additional_fields', async (type, value) => {
    expect(await column(type, value)).toEqual({ text: 'null', additional: `{"value":${value}}` });
  });

  it.each<[string, string]>([
    ['"\\u0041"', '"A"'],
    ['"\\/"', '"/"'],
    ['"\\uD83D\\uDE00"', '"😀"'],
    ['"\\uD83d"', '"\\ud83d"'],
    ['"\\u0000\\u000A"', '"\\u0000\\n"'],
  ])('of a key that is sent as %s is written as %s', async (value, text) => {
    expect(await column('string', value, ['v'])).toEqual({ text, additional: 'null' });
  });
});

describe('a zero with a minus', () => {
  const ZEROS = ['-0', '-0.0', '-0.00', '-0e5', '-0E-5', '-0.0e+1'];

  it.each(ZEROS)('is 0 in a key: %s.', async (zero) => {
    const texts = (['integer', 'number', 'any', 'string', 'time'] as const).map(async (type) => {
      return (await column(type, zero, ['v'])).text;
    });
    expect(await Promise.all(texts)).toEqual(['0', '0', '0', '"0"', '"1970-01-01T00:00:00.000Z"']);
    expect((await column('integer', `"${zero}"`, ['v'])).text).toBe('0');
  });

  it.each(['-0.5', '-1', '-0.0001', '-10', '-100e-1'])('is not confused with other numbers: %s.', async (number) => {
    expect((await column('number', number, ['v'])).text).toBe(number);
  });

  it('is unchanged if the text is an id.', async () => {
    expect((await column('string', '"-0"', ['v'])).text).toBe('"-0"');
  });

  it('has the same row numbers as 0.', async () => {
    const columns = [{ field: 'appId', name: 'app_id', type: 'integer' as const }];
    const shape = { stream: 's', columns, primaryKey: ['app_id', 'row_number'] };
    const rows = ['0', ...ZEROS, 'null', '0.0'].map((zero) => `{"appId":${zero}}`);
    const lines = await linesOf(readerOf({ shape }), `{"results":[${rows.join(',')}]}`);
    const numbers = lines.map((line) => JSON.parse(line).record.data.row_number);
    expect(numbers).toEqual(rows.map((_row, index) => index + 1));
  });
});

describe('a cursor', () => {
  const READ_AT = '2026-06-02T18:47:12.831Z';
  const columns = [
    { field: 'id', name: 'id', type: 'string' as const },
    { field: 'ts', name: 'ts', type: 'time' as const },
  ];
  const shape = { stream: 's', columns, primaryKey: ['id'], cursor: 'ts', readAtMs: Date.parse(READ_AT) };

  it.each(['{}', '{"ts":null}', '{"ts":0}', '{"ts":""}', '{"ts":"never"}', '{"ts":[]}', '{"ts":1e300}'])(
    'that the row %s lacks is the time of the read, which is used for nothing else.',
    async (row) => {
      expect(JSON.parse(await onlyLine(shape, row)).record.data.ts).toBe(READ_AT);
      const seen: unknown[] = [];
      const keep = (ms: number | undefined) => seen.push(ms) > 0;
      const reader = readerOf({ shape, keep });
      await linesOf(reader, `{"results":[${row}]}`);
      expect([seen, reader.latestCursorMs]).toEqual([[undefined], undefined]);
    },
  );

  it('that the row has is unchanged.', async () => {
    const { ts } = JSON.parse(await onlyLine(shape, '{"ts":1767225600000}')).record.data;
    expect(ts).toBe('2026-01-01T00:00:00.000Z');
  });

  it('that is part of the key follows the rule for keys.', async () => {
    const { ts } = JSON.parse(await onlyLine({ ...shape, primaryKey: ['id', 'ts'] }, '{}')).record.data;
    expect(ts).toBe('1970-01-01T00:00:00.000Z');
  });

  it('that is the later of two times is the time of the read if both are missing.', async () => {
    const maxTime = { name: 'modified_ts', fields: ['ts', 'lastTs'] };
    const { modified_ts } = JSON.parse(await onlyLine({ ...shape, maxTime, cursor: 'modified_ts' }, '{}')).record.data;
    expect(modified_ts).toBe(READ_AT);
  });

  it('that is not a time is unchanged.', async () => {
    const numbers = [{ field: 'ts', name: 'ts', type: 'integer' as const }];
    const { ts } = JSON.parse(await onlyLine({ ...shape, columns: [...columns.slice(0, 1), ...numbers] }, '{}')).record
      .data;
    expect(ts).toBe(null);
  });
});

describe('metadata', () => {
  const shape: RecordShape = {
    stream: 'visitors',
    columns: [{ field: 'visitorId', name: 'visitor_id', type: 'string' }],
    nestedColumns: [{ name: 'lastupdated', path: ['metadata', 'auto', 'lastupdated'], type: 'time' }],
    spread: { field: 'metadata', prefix: 'metadata_', groups: new Map([['auto', new Set(['lastupdated'])]]) },
    primaryKey: ['visitor_id'],
    cursor: 'lastupdated',
  };

  async function dataOf(metadata: string) {
    const line = await onlyLine(shape, `{"visitorId":"v","metadata":${metadata}}`);
    const { visitor_id: _, ...data } = JSON.parse(line).record.data;
    return data;
  }

  it('becomes one column per group, and its time becomes the cursor', async () => {
    expect(await dataOf('{"auto":{"lastupdated":1767225600000,"id":"x"}}')).toEqual({
      lastupdated: '2026-01-01T00:00:00.000Z',
      metadata_auto: { lastupdated: '2026-01-01T00:00:00.000Z', id: 'x' },
      additional_fields: null,
    });
  });

  it.each([
    ['100000000000', '"1973-03-03T09:46:40.000Z"'],
    ['10000000000000', '"2286-11-20T17:46:40.000Z"'],
    ['1700000000000', '"2023-11-14T22:13:20.000Z"'],
    ['1700000000000.0', '"2023-11-14T22:13:20.000Z"'],
    ['1.7e12', '"2023-11-14T22:13:20.000Z"'],
    ['17E11', '"2023-11-14T22:13:20.000Z"'],
    ['1e11', '"1973-03-03T09:46:40.000Z"'],
    ['"1700000000000"', '"2023-11-14T22:13:20.000Z"'],
    ['0', 'null'],
    ['-0', 'null'],
    ['0.0', 'null'],
    ['""', 'null'],
    ['null', 'null'],
  ])('a time field that is sent as %s becomes %s', async (value, text) => {
    const line = await onlyLine(shape, `{"visitorId":"v","metadata":{"auto":{"lastupdated":${value}}}}`);
    expect(line).toContain(`"metadata_auto":{"lastupdated":${text}}`);
  });

  it.each([
    ['a year', '2024'],
    ['a date in digits', '20240131'],
    ['a date in digits, as text', '"20240131"'],
    ['a date', '"2024-01-31"'],
    ['seconds', '1700000000'],
    ['seconds, as text', '"1700000000"'],
    ['seconds with a fraction', '1700000000.5'],
    ['seconds with an exponent', '1.7e9'],
    ['microseconds', '1700000000000000'],
    ['more digits than a number can hold', '17000000000000000000000'],
    ['one less than the first', '99999999999'],
    ['one more than the last', '10000000000001'],
    ['a negative time', '-1700000000000'],
    ['a negative time, as text', '"-1700000000000"'],
    ['1', '1'],
    ['true', 'true'],
    ['a list of times', '[1700000000000]'],
    ['an object', '{"time":1700000000000}'],
  ])('a time field that contains %s is unchanged', async (_name, value) => {
    const line = await onlyLine(shape, `{"visitorId":"v","metadata":{"auto":{"lastupdated":${value}}}}`);
    expect(line).toContain(`"metadata_auto":{"lastupdated":${value}}`);
  });

  it('keeps a value in its group that contradicts its type', async () => {
    const { metadata_auto } = await dataOf('{"auto":{"lastupdated":"soon"}}');
    expect(metadata_auto).toEqual({ lastupdated: 'soon' });
  });

  it.each([
    ['an undeclared group', '{"pendo":{"a":1}}', { metadata: { pendo: { a: 1 } } }],
    ['a group that is a text', '{"auto":"x"}', { metadata: { auto: 'x' } }],
    ['metadata that is a text', '"x"', { metadata: 'x' }],
    ['a null group', '{"auto":null}', null],
    ['no metadata', 'null', null],
  ])('with %s loses nothing', async (_name, metadata, additional) => {
    expect(await dataOf(metadata)).toEqual({ lastupdated: null, metadata_auto: null, additional_fields: additional });
  });
});
