import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createRecordReader, type RecordReaderOptions } from '../../../src/records/record-reader.ts';
import type { RecordShape } from '../../../src/records/shape.ts';
import { chunkSizes, inChunks, objectText, stringText, toBytes, valueText } from './answers.ts';
import { createRowNumbers, engine } from './readers.ts';

const EVENTS: RecordShape = {
  stream: 'page_events',
  columns: [
    { field: 'visitorId', name: 'visitor_id', type: 'string' },
    { field: 'appId', name: 'app_id', type: 'integer' },
    { field: 'day', name: 'day', type: 'time' },
    { field: 'lastTime', name: 'last_time', type: 'time' },
    { field: 'aLongNameOfMoreThanSixteenBytes', name: 'a_long_name', type: 'string' },
    { field: 'latitude', name: 'latitude', type: 'number' },
    { field: 'isOn', name: 'is_on', type: 'boolean' },
    { field: 'properties', name: 'properties', type: 'object' },
    { field: 'steps', name: 'steps', type: 'array' },
    { field: 'x', name: 'x', type: 'any' },
  ],
  primaryKey: ['visitor_id', 'app_id', 'day', 'x', 'row_number'],
  cursor: 'day',
};

const VISITORS: RecordShape = {
  stream: 'visitors',
  columns: [{ field: 'visitorId', name: 'visitor_id', type: 'string' }],
  copies: [{ name: 'lastupdated', path: ['metadata', 'auto', 'lastupdated'], type: 'time' }],
  spread: {
    field: 'metadata',
    prefix: 'metadata_',
    groups: new Map([
      ['auto', new Set(['lastupdated', 'firstvisit'])],
      ['agent', new Set<string>()],
      ['custom', new Set(['renewal'])],
    ]),
  },
  primaryKey: ['visitor_id'],
  cursor: 'lastupdated',
};

const time = fc.oneof(
  fc.integer({ min: 0, max: 2_000_000_000_000 }).map(String),
  fc.integer({ min: 253402300799990, max: 253402300800010 }).map(String),
  fc.constantFrom(
    '0',
    'null',
    '""',
    '1',
    '"1780426032831"',
    '"2026-06-15T13:27:00Z"',
    '"none"',
    '1.5',
    '-5',
    '951782399999',
  ),
);
const text = fc.oneof(
  fc.stringMatching(/^"[ !#-[\]-~]{0,40}"$/),
  stringText,
  fc.constantFrom(
    '"é漢😀"',
    '"a\\u0026b\\u003c"',
    '"\\/\\n"',
    'null',
    '12',
    'true',
    '"\\u00e9"',
    '"\\u0022\\u005c"',
    '""',
  ),
);
const whole = fc.oneof(fc.integer().map(String), fc.bigInt().map(String), fc.constantFrom('null', '1.0', '"7"', '-0'));
const fields: Readonly<Record<string, fc.Arbitrary<string>>> = {
  visitorId: text,
  appId: whole,
  day: time,
  lastTime: time,
  aLongNameOfMoreThanSixteenBytes: text,
  latitude: fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
    fc.constantFrom('1e5', '-0.0', '""'),
  ),
  isOn: fc.constantFrom('true', 'false', 'null', '"true"', '0'),
  properties: fc.oneof(objectText(stringText, valueText), fc.constantFrom('{}', 'null', '[]')),
  steps: fc.constantFrom('[]', '[1,"a",{"b":[]}]', 'null', '{}', '[[[[]]]]'),
  x: valueText,
  unknown: valueText,
  aLongNameOfMoreThanSixteenBytez: text,
};

/** Mostly as servers write rows: the same fields in one order, no whitespace; a member is left out, moved or doubled. */
function usualRow(members: Readonly<Record<string, fc.Arbitrary<string>>>): fc.Arbitrary<string> {
  const all = fc.record(members).map((values) => Object.entries(values));
  const names = Object.keys(members);
  const some = fc.subarray(names, { minLength: Math.max(0, names.length - 2) });
  const join = (entries: readonly (readonly [string, string])[], space = '') =>
    `{${entries.map(([name, value]) => `"${name}"${space}:${space}${value}`).join(`${space},`)}}`;
  return fc.oneof(
    {
      weight: 6,
      arbitrary: fc.tuple(all, some).map(([entries, kept]) => join(entries.filter(([name]) => kept.includes(name)))),
    },
    fc.tuple(all, fc.constantFrom(' ', '\t', '\n', ' \r\n ')).map(([entries, space]) => join(entries, space)),
    fc.tuple(all, all).map(([entries, others]) => join([...entries, ...others.slice(0, 2)])),
    all.map((entries) => join(entries.toReversed())),
  );
}

const group = usualRow({ lastupdated: time, firstvisit: time, renewal: time, name: text, deep: valueText });
const metadata = fc.oneof(
  { weight: 5, arbitrary: usualRow({ auto: group, agent: group, custom: fc.oneof(group, valueText), pendo: group }) },
  valueText,
);
const ROWS: readonly (readonly [RecordShape, fc.Arbitrary<string>])[] = [
  [EVENTS, usualRow(fields)],
  [VISITORS, usualRow({ visitorId: text, metadata, extra: valueText })],
];

interface Outcome {
  readonly lines: string;
  readonly error: unknown;
  readonly totals: unknown;
}

async function outcome(bytes: Uint8Array, sizes: readonly number[], options: RecordReaderOptions): Promise<Outcome> {
  const reader = createRecordReader(options);
  const parts: Uint8Array[] = [];
  let error: unknown;
  try {
    for await (const batch of reader.read(inChunks(bytes, sizes))) parts.push(Buffer.from(batch.lines));
  } catch (caught) {
    error = (caught as Error).message;
  }
  const { rows, records, latestCursorMs, last, bytes: read } = reader;
  return {
    lines: Buffer.concat(parts).toString('latin1'),
    error,
    totals: [rows, records, latestCursorMs, [...last], read],
  };
}

async function expectSame(shape: RecordShape, bytes: Uint8Array, sizes: readonly number[], keepsAll: boolean) {
  const options = () => ({
    shape,
    layout: 'results' as const,
    watch: ['visitorId'],
    rowNumbers: createRowNumbers(),
    now: () => 1_780_426_032_831,
    ...(keepsAll ? {} : { keep: (ms: number | undefined) => ms === undefined || ms % 2 === 0 }),
  });
  const fast = await outcome(bytes, sizes, { ...options(), engine });
  const slow = await outcome(bytes, sizes, options());
  expect(fast.error).toEqual(slow.error);
  if (slow.error === undefined) {
    expect(fast).toEqual(slow);
  } else {
    // How many of the rows before the error come out is not promised, but nothing else may.
    const [shorter = '', longer = ''] = [fast.lines, slow.lines].sort((left, right) => left.length - right.length);
    expect(longer.startsWith(shorter)).toBe(true);
  }
}

for (const [shape, row] of ROWS) {
  it(`writes the same bytes as the slow way, whatever the rows of ${shape.stream} and the chunks`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 8 }), chunkSizes, fc.boolean(), async (rows, sizes, keepsAll) => {
        const separator = rows.length % 2 === 0 ? ',' : ' ,\n';
        await expectSame(shape, toBytes(`{"results":[${rows.join(separator)}],"more":[]}`), sizes, keepsAll);
      }),
      { numRuns: 600 },
    );
  });

  it(`fails where the slow way does, when a byte of an answer of ${shape.stream} is another or the rest is missing`, async () => {
    const odd = fc.constantFrom(...Array.from('"\\{}[],:0-.eE+tnu \n\0', (letter) => letter.charCodeAt(0)), 0x80, 0xff);
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 3 }),
        chunkSizes,
        fc.nat(),
        odd,
        fc.boolean(),
        async (rows, sizes, place, byte, cuts) => {
          const bytes = toBytes(`{"results":[${rows.join(',')}]}`);
          const at = place % bytes.length;
          bytes[at] = byte;
          await expectSame(shape, cuts ? bytes.subarray(0, at) : bytes, sizes, true);
        },
      ),
      { numRuns: 600 },
    );
  });
}
