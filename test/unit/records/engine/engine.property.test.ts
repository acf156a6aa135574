import fc from 'fast-check';
import { it } from 'vitest';
import type { ColumnType, RecordShape } from '../../../../src/records/shape.ts';
import { STREAMS } from '../../../../src/streams/index.ts';
import { recordShape } from '../../../../src/streams/record-shape.ts';
import { chunkSizes, objectText, stringText, toBytes, valueText } from '../answers.ts';
import { expectSame } from './both-ways.ts';

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
  calendarDate: { name: 'date', field: 'day' },
  readTimeColumn: 'bucket_read_at',
  primaryKey: ['visitor_id', 'app_id', 'day', 'x', 'row_number'],
  cursor: 'day',
  readAtMs: 1_780_426_099_999,
};

const VISITORS: RecordShape = {
  stream: 'visitors',
  columns: [{ field: 'visitorId', name: 'visitor_id', type: 'string' }],
  nestedColumns: [{ name: 'lastupdated', path: ['metadata', 'auto', 'lastupdated'], type: 'time' }],
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
  readAtMs: 1_780_426_099_999,
};

/** They repeat in other rows and columns, and differ from each other in only a few digits. */
const REPEATED_TIMES = [
  '1780426032831',
  '1780426032830',
  '1780426132831',
  '2780426032831',
  '-780426032831',
  '9999999999999',
];

const time = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...REPEATED_TIMES) },
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
    '-0',
    '-0.0',
    '2024',
    '"20240131"',
    '1780426032',
    '99999999999',
    '100000000000',
    '10000000000000',
    '10000000000001',
    '-1780426032831',
    '1.7e12',
    '"-0"',
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
    '-0',
    '"-0"',
    'true',
    '"\\u00e9"',
    '"\\u0022\\u005c"',
    '""',
  ),
);
const whole = fc.oneof(
  fc.integer().map(String),
  fc.bigInt().map(String),
  fc.constantFrom('null', '1.0', '"7"', '-0', '-0.0', '-0e5', '"-0"', '-0.5'),
);
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
  // Names that begin like the name of a field.
  visitor: text,
  days: text,
};

/**
 * Mostly like rows of a server: the same fields in one order, no whitespace. Some members are left out, moved, repeated
 * or escaped.
 */
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
    fc
      .tuple(all, all, fc.subarray(names, { minLength: 1 }))
      .map(([entries, others, doubled]) => join([...entries, ...others.filter(([name]) => doubled.includes(name))])),
    all.map((entries) => join(entries.toReversed())),
    fc
      .tuple(all, fc.subarray(names, { minLength: 1 }))
      .map(([entries, escaped]) =>
        join(entries.map(([name, value]) => [escaped.includes(name) ? withEscape(name) : name, value])),
      ),
  );
}

/** Another spelling of the same name. */
function withEscape(name: string): string {
  return `\\u${name.charCodeAt(0).toString(16).padStart(4, '0')}${name.slice(1)}`;
}

const group = usualRow({ lastupdated: time, firstvisit: time, renewal: time, name: text, deep: valueText, last: time });
const metadata = fc.oneof(
  {
    weight: 5,
    arbitrary: usualRow({ auto: group, agent: group, custom: fc.oneof(group, valueText), pendo: group, aut: group }),
  },
  valueText,
);
const ROWS: readonly (readonly [RecordShape, fc.Arbitrary<string>])[] = [
  [EVENTS, usualRow(fields)],
  [VISITORS, usualRow({ visitorId: text, metadata, extra: valueText })],
];

/** Valid and invalid values for a column of each type. A type without an entry does not compile. */
const VALUES: Readonly<Record<ColumnType, fc.Arbitrary<string>>> = {
  string: text,
  integer: whole,
  number: fc.oneof(fields.latitude ?? whole, whole),
  boolean: fields.isOn ?? valueText,
  time,
  date: fc.oneof(time, fc.constantFrom('"2026-06-15"', '"2026-02-30"')),
  object: fields.properties ?? valueText,
  array: fields.steps ?? valueText,
  any: valueText,
};
const TYPES = Object.keys(VALUES) as readonly ColumnType[];

/** A column of the type in the key, and one that is not in the key. */
function shapeOfType(type: ColumnType): RecordShape {
  return {
    stream: type,
    columns: [
      { field: 'id', name: 'id', type },
      { field: 'value', name: 'value', type },
    ],
    primaryKey: ['id', 'row_number'],
  };
}

/** Rows with all columns that the shape declares, and one other field. */
function rowsOfShape(shape: RecordShape): fc.Arbitrary<string> {
  const columns = shape.columns.map(({ field, type }) => [field, VALUES[type]] as const);
  const spreads = shape.spread === undefined ? [] : [[shape.spread.field, metadata] as const];
  return usualRow(Object.fromEntries([...columns, ...spreads, ['unknown', valueText]]));
}

const SHAPES = [...TYPES.map(shapeOfType), ...STREAMS.map((definition) => recordShape(definition, 'day'))];

it.each(SHAPES.map((shape) => [shape.stream, shape] as const))(
  'writes the same bytes as the converter for every column of %s',
  async (_name, shape) => {
    await fc.assert(
      fc.asyncProperty(fc.array(rowsOfShape(shape), { maxLength: 4 }), chunkSizes, async (rows, sizes) => {
        await expectSame(shape, toBytes(`{"results":[${rows.join(',')}]}`), sizes, true);
      }),
      { numRuns: 30 },
    );
  },
);

for (const [shape, row] of ROWS) {
  it(`writes the same bytes as the converter, whatever the rows of ${shape.stream} and the chunks`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 8 }), chunkSizes, fc.boolean(), async (rows, sizes, keepsAll) => {
        const separator = rows.length % 2 === 0 ? ',' : ' ,\n';
        await expectSame(shape, toBytes(`{"results":[${rows.join(separator)}],"more":[]}`), sizes, keepsAll);
      }),
      { numRuns: 500 },
    );
  });

  it(`fails with the same error as the converter if an answer of ${shape.stream} has a wrong byte or is cut off`, async () => {
    const wrongByte = fc.constantFrom(
      ...Array.from('"\\{}[],:0-.eE+tnu \n\0', (letter) => letter.charCodeAt(0)),
      0x80,
      0xff,
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { minLength: 1, maxLength: 3 }),
        chunkSizes,
        fc.nat(),
        wrongByte,
        fc.boolean(),
        async (rows, sizes, place, byte, cuts) => {
          const bytes = toBytes(`{"results":[${rows.join(',')}]}`);
          const at = place % bytes.length;
          bytes[at] = byte;
          await expectSame(shape, cuts ? bytes.subarray(0, at) : bytes, sizes, true);
        },
      ),
      { numRuns: 1000 },
    );
  });
}
