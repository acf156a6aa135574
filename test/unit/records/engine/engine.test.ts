import { describe, expect, it } from 'vitest';
import type { RecordShape } from '../../../../src/records/shape.ts';
import { toBytes } from '../answers.ts';
import { EVENTS, linesOf, readerOf } from '../readers.ts';
import { expectSame } from './both-ways.ts';

const KIB = 1024;
const GROUPS = ['auto', 'agent'].map((group) => [group, new Set<string>()] as const);
const VISITORS: RecordShape = {
  stream: 'visitors',
  columns: [{ field: 'x', name: 'x', type: 'integer' }],
  spread: { field: 'metadata', prefix: 'metadata_', groups: new Map(GROUPS) },
  primaryKey: ['x'],
};
const SMALL = '{"day":1}';

function answer(rows: readonly string[]): Uint8Array {
  return toBytes(`{"results":[${rows.join(',')}]}`);
}

function rowOf(visitorId: string): string {
  return `{"visitorId":"${visitorId}","day":1780426032831,"numEvents":1}`;
}

const CONTROLS = Array.from({ length: 0x20 }, (_, code) => `"a${String.fromCharCode(code)}b"`);
const BAD_ESCAPES = ['\\x', '\\u', '\\u00g0', '\\uG000', '\\u000', '\\U0041', '\\a'].map((text) => `"a${text}"`);
const BAD_NUMBERS = [
  '01',
  '-',
  '+1',
  '.5',
  '1.',
  '1e',
  '1e+',
  '0x1',
  '1_0',
  '--1',
  '1.e1',
  'NaN',
  'Infinity',
  '-Infinity',
];
const BAD_WORDS = [
  'nul',
  'nulll',
  'True',
  'tru',
  'fals',
  'falsy',
  'undefined',
  "'a'",
  '{a:1}',
  '[1,]',
  '[,]',
  '{"a":1,}',
  '{"a"}',
  '{1:1}',
];
/** Objects with a missing, extra or misplaced comma or quote. */
const BAD_OBJECTS = [
  '{"x":1 "y":2}',
  '{"x":"1""y":2}',
  '{"x":1,}',
  '{"x":1,,"y":2}',
  '{,"x":1}',
  '{,}',
  '{"x":1;"y":2}',
  '{_x":1}',
  '{"x:1}',
];
const NOT_JSON = [...CONTROLS, ...BAD_ESCAPES, ...BAD_NUMBERS, ...BAD_WORDS];

describe('The row engine', () => {
  it('numbers rows of one key consecutively, whether or not it reads each of them itself, and however long the key is.', async () => {
    const lengths = Array.from({ length: 200 }, (_, length) => length);
    const usual = lengths.map((length) => rowOf('x'.repeat(length)));
    // The engine leaves rows with a line break between two tokens to the converter.
    const withBreaks = usual.map((row) => row.replace(',', ',\n'));
    const lines = await linesOf(readerOf(), Buffer.from(answer([...usual, ...withBreaks, ...usual])).toString());
    const numbers = lines.map((line) => JSON.parse(line).record.data.row_number);
    expect(numbers).toEqual([1, 2, 3].flatMap((number) => lengths.map(() => number)));
  });

  it('reports how many bytes of a cut-off answer were received.', async () => {
    const cut = answer([SMALL, SMALL, SMALL]).subarray(0, -5);
    const lines = linesOf(readerOf(), Buffer.from(cut).toString());
    await expect(lines).rejects.toMatchObject({
      internalMessage: `The JSON was still open after ${cut.length} bytes.`,
    });
  });

  it('empties its output whenever it is full, because rows of a few bytes become lines of hundreds.', async () => {
    await expectSame(EVENTS, answer(new Array(60_000).fill(SMALL)), [10_000_000], true);
  });

  it.each([60 * KIB, 64 * KIB, 70 * KIB, 200 * KIB, 900 * KIB])(
    'reads a row of %i bytes between small rows, in any chunks.',
    async (bytes) => {
      const big = rowOf('y'.repeat(bytes));
      for (const size of [1400, 64 * KIB, 10_000_000])
        await expectSame(EVENTS, answer([SMALL, big, SMALL, big, SMALL]), [size], true);
    },
  );

  it('writes the days around the end of each February and each year like the converter, up to the year 9999.', async () => {
    const rows = Array.from({ length: 9999 - 1970 }, (_, year) => 1970 + year).flatMap((year) =>
      [
        [0, 1],
        [1, 28],
        [1, 29],
        [2, 1],
        [11, 31],
      ].map(([month = 0, day]) => `{"day":${Date.UTC(year, month, day)}}`),
    );
    await expectSame(EVENTS, answer(rows), [64 * KIB], true);
  });

  it.each(NOT_JSON)('refuses %j as invalid JSON, like the converter.', async (value) => {
    for (const row of [`{"day":1,"visitorId":${value}}`, `{"day":1,"other":[{"deep":${value}}]}`]) {
      const { error } = await expectSame(EVENTS, answer([row, SMALL]), [10_000_000], true);
      expect(error).toContain('is not valid JSON');
    }
  });

  it.each(BAD_OBJECTS)(
    'refuses %s as invalid JSON, as a row, in a row, as a grouped object and inside one.',
    async (object) => {
      const inside = [`{"x":0,"other":${object}}`, `{"metadata":${object},"x":0}`, `{"metadata":{"auto":${object}}}`];
      for (const row of [object, ...inside]) {
        const { error } = await expectSame(VISITORS, answer(['{"x":1}', row, '{"x":2}']), [10_000_000], true);
        // With a missing quote everything after it is one string without an end.
        expect(error).toMatch(/is not valid JSON|ended before/);
      }
    },
  );

  it('uses the last of two grouped objects, and nothing of the first one or of the previous row.', async () => {
    const values = ['{"auto":{"a":1},"b":2}', '{"agent":{"c":3},"auto":null}', '{"d":4}', '{}', 'null'];
    const pairs = values.flatMap((first) => values.map((second) => `{"metadata":${first},"x":0,"metadata":${second}}`));
    const rows = pairs.flatMap((pair) => [pair, '{"x":1}']);
    const { lines } = await expectSame(VISITORS, answer(rows), [10_000_000], true);
    expect(lines.match(/"metadata_auto":\{"a":1\}/g)).toHaveLength(values.length);
  });

  it('reads thousands of members with the same name.', async () => {
    const columns = ['a', 'x'].map((name) => ({ field: name, name, type: 'string' as const }));
    const row = `{${Array.from({ length: 6000 }, (_, number) => `"x":"${number % 10}"`).join()}}`;
    const shape = { stream: 'many', columns, primaryKey: ['x'] };
    const { lines } = await expectSame(shape, answer([SMALL, row, SMALL]), [10_000_000], true);
    expect(lines).toContain('{"a":null,"x":"9",');
  });

  it.each([59, 60, 61, 70, 30_000, 100_000, 250_000])('reads nested lists, %i deep.', async (depth) => {
    const deep = '['.repeat(depth) + ']'.repeat(depth);
    await expectSame(EVENTS, answer([SMALL, `{"day":1,"other":${deep}}`, SMALL]), [10_000_000], true);
  });
});
