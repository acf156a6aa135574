import { describe, expect, it } from 'vitest';
import type { ColumnType, RecordShape } from '../../../src/records/shape.ts';
import { linesOf, readerOf } from './readers.ts';

/** The JSON text of the only column of a stream whose rows are `{"value": …}`, and of `additional_fields`. */
async function column(type: ColumnType, value: string, primaryKey: readonly string[] = []) {
  const shape = { stream: 's', columns: [{ field: 'value', name: 'v', type }], primaryKey };
  const [line = ''] = await linesOf(readerOf({ shape }), `{"results":[{"value":${value}}]}`);
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
  ])('of type %s that came as %s becomes %s', async (type, value, text) => {
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
  ])('that is no %s, %s, leaves a null and stays in additional_fields as it came', async (type, value) => {
    expect(await column(type, value)).toEqual({ text: 'null', additional: `{"value":${value}}` });
  });

  it.each<[string, string]>([
    ['"\\u0041"', '"A"'],
    ['"\\/"', '"/"'],
    ['"\\uD83D\\uDE00"', '"😀"'],
    ['"\\uD83d"', '"\\ud83d"'],
    ['"\\u0000\\u000A"', '"\\u0000\\n"'],
  ])('of a key that came as %s is spelled %s', async (value, text) => {
    expect(await column('string', value, ['v'])).toEqual({ text, additional: 'null' });
  });
});

describe('metadata', () => {
  const shape: RecordShape = {
    stream: 'visitors',
    columns: [{ field: 'visitorId', name: 'visitor_id', type: 'string' }],
    copies: [{ name: 'lastupdated', path: ['metadata', 'auto', 'lastupdated'], type: 'time' }],
    spread: { field: 'metadata', prefix: 'metadata_', groups: new Map([['auto', new Set(['lastupdated'])]]) },
    primaryKey: ['visitor_id'],
    cursor: 'lastupdated',
  };

  async function dataOf(metadata: string) {
    const [line = ''] = await linesOf(readerOf({ shape }), `{"results":[{"visitorId":"v","metadata":${metadata}}]}`);
    const { visitor_id: _, ...data } = JSON.parse(line).record.data;
    return data;
  }

  it('becomes a column each group, and its time the cursor', async () => {
    expect(await dataOf('{"auto":{"lastupdated":1767225600000,"id":"x"}}')).toEqual({
      lastupdated: '2026-01-01T00:00:00.000Z',
      metadata_auto: { lastupdated: '2026-01-01T00:00:00.000Z', id: 'x' },
      additional_fields: null,
    });
  });

  it('keeps a value in its group that contradicts its type', async () => {
    const { metadata_auto } = await dataOf('{"auto":{"lastupdated":"soon"}}');
    expect(metadata_auto).toEqual({ lastupdated: 'soon' });
  });

  it.each([
    ['an undeclared group', '{"pendo":{"a":1}}', { metadata: { pendo: { a: 1 } } }],
    ['a group that is a text', '{"auto":"x"}', { metadata: { auto: 'x' } }],
    ['metadata that are a text', '"x"', { metadata: 'x' }],
    ['a null group', '{"auto":null}', null],
    ['no metadata', 'null', null],
  ])('with %s loses nothing', async (_name, metadata, additional) => {
    expect(await dataOf(metadata)).toEqual({ lastupdated: null, metadata_auto: null, additional_fields: additional });
  });
});
