import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createRecordReader } from '../../../src/records/read-answer.ts';
import type { RecordShape } from '../../../src/records/shape.ts';
import {
  answerText,
  chunkSizes,
  inChunks,
  lossless,
  nameText,
  objectText,
  scalarText,
  spelled,
  toBytes,
  valueText,
} from './answers.ts';
import { batchesOf, createRowNumbers, engine } from './readers.ts';
import { referenceRecord } from './reference.ts';

const SHAPE: RecordShape = {
  stream: 'things "quoted"',
  columns: [
    { field: 'visitorId', name: 'visitor_id', type: 'string' },
    { field: 'appId', name: 'app_id', type: 'integer' },
    { field: 'day', name: 'day', type: 'time' },
    { field: 'lastTime', name: 'last_time', type: 'time' },
    { field: 'server', name: 'server', type: 'string' },
    { field: 'latitude', name: 'latitude', type: 'number' },
    { field: 'isOn', name: 'is_on', type: 'boolean' },
    { field: 'properties', name: 'properties', type: 'object' },
    { field: 'steps', name: 'steps', type: 'array' },
    { field: '__proto__', name: 'proto', type: 'any' },
  ],
  nestedColumns: [{ name: 'lastupdated', path: ['metadata', 'auto', 'lastupdated'], type: 'time' }],
  maxTime: { name: 'modified_ts', fields: ['day', 'lastTime'] },
  spread: {
    field: 'metadata',
    prefix: 'metadata_',
    groups: new Map([
      ['auto', new Set(['lastupdated', 'constructor'])],
      ['custom', new Set<string>()],
    ]),
  },
  primaryKey: ['visitor_id', 'app_id', 'day', 'row_number'],
  calendarDate: { name: 'date', field: 'day' },
  readTimeColumn: 'bucket_read_at',
  cursor: 'day',
  readAtMs: 1_780_426_099_999,
};

const epochText = fc.oneof(
  fc.integer({ min: -62135596800000 - 5, max: -62135596800000 + 5 }),
  fc.integer({ min: 253402300799999 - 5, max: 253402300799999 + 5 }),
  fc.integer({ min: 0, max: 2_000_000_000_000 }),
);
const timeText = fc.oneof(
  epochText.map(String),
  epochText.map((ms) => `"${ms}"`),
  epochText.map((ms) => `${ms}.75`),
  fc.integer({ min: 0, max: 2_000_000_000_000 }).map((ms) => `"${new Date(ms).toISOString()}"`),
  fc.constantFrom('0', '""', '"0"', '0.0', '1.6e12'),
);
const textOfNumber = fc
  .oneof(scalarText, timeText)
  .filter((text) => !text.startsWith('"'))
  .map((text) => `"${text}"`);
const someValue = fc.oneof(scalarText, timeText, textOfNumber, valueText, fc.constantFrom('"\\u0041"', '"A"', 'null'));

function someName(...names: readonly string[]): fc.Arbitrary<string> {
  return fc.oneof(fc.constantFrom(...names).chain(spelled), nameText);
}

const group = objectText(someName('lastupdated', 'constructor', '__proto__'), someValue);
const metadata = fc.oneof(
  {
    weight: 4,
    arbitrary: objectText(someName('auto', 'custom', 'pendo', '__proto__'), fc.oneof(group, group, someValue)),
  },
  someValue,
);
const columnName = someName(...SHAPE.columns.map((column) => column.field), 'additional_fields', 'results');
const row = fc
  .tuple(objectText(columnName, someValue), objectText(columnName, someValue), metadata, fc.boolean())
  .map(([first, second, value, hasMetadata]) => {
    const members = [first, second].map((object) => object.slice(1, -1)).filter((inside) => inside.trim() !== '');
    return `{${[...members, ...(hasMetadata ? [`"metadata" : ${value}`] : [])].join(',')}}`;
  })
  // An object in a text key keeps its exact text, by which its rows are numbered. The reference only knows its meaning.
  .filter((text) => typeof (JSON.parse(text).visitorId ?? '') !== 'object');

it('turns every row of any answer into the record that the rules require, whatever the chunks', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 6 }), chunkSizes, async (rows, sizes) => {
      const options = {
        engine,
        shape: SHAPE,
        layout: 'results',
        rowNumbers: createRowNumbers(),
        now: () => 17,
      } as const;
      const reader = createRecordReader(options);
      const batches = await batchesOf(reader, inChunks(toBytes(`{"results":[${rows.join(',\n')}]}`), sizes));

      const lines = batches.map((batch) => Buffer.from(batch.lines).toString()).join('');
      const counts = new Map<string, number>();
      const expected = rows.map((text) => referenceRecord(text, SHAPE, (key) => count(counts, key)));
      expect(lines.split('\n').length).toBe(rows.length + 1);
      expect(lines.split('\n').slice(0, -1).map(recordOf)).toEqual(expected.map(plain));
      expect(batches.reduce((sum, batch) => sum + batch.records, 0)).toBe(rows.length);
    }),
    { numRuns: 800 },
  );
});

it('emits as many records as any answer has rows', async () => {
  await fc.assert(
    fc.asyncProperty(answerText('results', row), chunkSizes, async (text, sizes) => {
      const reader = createRecordReader({
        shape: SHAPE,
        layout: 'results',
        rowNumbers: createRowNumbers(),
        now: () => 1,
      });
      const batches = await batchesOf(reader, inChunks(toBytes(text), sizes));
      expect(batches.reduce((sum, batch) => sum + batch.records, 0)).toBe(JSON.parse(text).results.length);
      expect([reader.rows, reader.records]).toEqual([JSON.parse(text).results.length, reader.rows]);
      expect(reader.bytes).toBe(toBytes(text).length);
    }),
    { numRuns: 200 },
  );
});

function count(counts: Map<string, number>, key: string): number {
  counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts.get(key) ?? 0;
}

/** The record's members in their order. Objects in text columns are compared by their meaning. */
function recordOf(line: string): unknown {
  const message = lossless(line) as { type: string; record: { stream: string; data: object; emitted_at: unknown } };
  expect(message.type).toBe('RECORD');
  expect(message.record.stream).toBe(SHAPE.stream);
  expect(message.record.emitted_at).toEqual({ number: '17' });
  return plain(new Map(Object.entries(message.record.data)));
}

function plain(record: ReadonlyMap<string, unknown>): unknown {
  return [...record].map(([name, value]) => [name, JSON.stringify(asMeant(value))]);
}

function asMeant(value: unknown): unknown {
  if (typeof value === 'string' && /^[[{]/.test(value)) {
    try {
      return { jsonOf: JSON.stringify(lossless(value)) };
    } catch {
      return value;
    }
  }
  return value;
}
