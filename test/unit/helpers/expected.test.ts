import { expect, test } from 'vitest';
import { canonicalRecord } from '../../helpers/canonical.ts';
import { exactRow, expectedRecord } from '../../helpers/expected.ts';

const time = { type: ['null', 'string'], format: 'date-time' };
const SCHEMA = {
  type: 'object',
  properties: {
    visitor_id: { type: 'string' },
    app_id: { type: 'integer' },
    day: { ...time, type: 'string' },
    first_time: time,
    num_events: { type: ['null', 'integer'] },
    is_hidden: { type: ['null', 'boolean'] },
    properties: { type: ['null', 'object'] },
    metadata_auto: {
      type: ['null', 'object'],
      properties: { lastvisit: { type: ['null', 'string', 'number'], pendo_type: 'time' } },
    },
    additional_fields: { type: ['null', 'object'] },
  },
};

/** Rows and records are JSON text, so that they can have digits that JavaScript would lose. */
const CASES: readonly (readonly [rule: string, row: string, record: string])[] = [
  ['Names become snake_case.', '{"visitorId":"v"}', '{"visitor_id":"v"}'],
  ['Milliseconds become RFC 3339.', '{"firstTime":1750000000123}', '{"first_time":"2025-06-15T15:06:40.123Z"}'],
  [
    'Milliseconds as text become RFC 3339.',
    '{"firstTime":"1750000000123"}',
    '{"first_time":"2025-06-15T15:06:40.123Z"}',
  ],
  ['0 is not a time.', '{"firstTime":0}', '{}'],
  ['An empty text is not a time.', '{"firstTime":""}', '{}'],
  [
    'An invalid time is kept in additional_fields.',
    '{"firstTime":"soon"}',
    '{"additional_fields":{"firstTime":"soon"}}',
  ],
  ['Every digit stays.', '{"numEvents":12345678901234567890}', '{"num_events":12345678901234567890}'],
  ['A fraction is not an integer.', '{"numEvents":1.5}', '{"additional_fields":{"numEvents":1.5}}'],
  ['A number as text is a number.', '{"numEvents":"7"}', '{"num_events":7}'],
  ['A number in a text column is text.', '{"visitorId":1.50}', '{"visitor_id":"1.50"}'],
  ['An object in a text column is its JSON.', '{"visitorId":{"a":[1]}}', '{"visitor_id":"{\\"a\\":[1]}"}'],
  [
    'A value that is not an object is kept in additional_fields.',
    '{"properties":[1]}',
    '{"additional_fields":{"properties":[1]}}',
  ],
  ['Undeclared fields keep their own names.', '{"newField":{"aB":1}}', '{"additional_fields":{"newField":{"aB":1}}}'],
  ['Undeclared nulls are kept too.', '{"newField":null}', '{"additional_fields":{"newField":null}}'],
  ['Metadata groups become columns.', '{"metadata":{"auto":{"a":null,"B":1}}}', '{"metadata_auto":{"a":null,"B":1}}'],
  [
    'Unknown groups are kept in additional_fields.',
    '{"metadata":{"x":{"a":1}}}',
    '{"additional_fields":{"metadata":{"x":{"a":1}}}}',
  ],
  [
    'A metadata time becomes RFC 3339.',
    '{"metadata":{"auto":{"lastvisit":1700000000000}}}',
    '{"metadata_auto":{"lastvisit":"2023-11-14T22:13:20.000Z"}}',
  ],
  [
    'A metadata time in seconds is unchanged.',
    '{"metadata":{"auto":{"lastvisit":1700000000}}}',
    '{"metadata_auto":{"lastvisit":1700000000}}',
  ],
  [
    'A metadata text instead of a time is unchanged.',
    '{"metadata":{"auto":{"lastvisit":"May"}}}',
    '{"metadata_auto":{"lastvisit":"May"}}',
  ],
];

test.each(CASES)('%s %s', (_rule, row, record) => {
  const actual = expectedRecord({ row: exactRow(row), schema: SCHEMA, key: [] });
  expect(canonicalRecord(actual)).toBe(canonicalRecord(exactRow(record)));
});

test('Columns of the key are never null.', () => {
  const key = ['visitor_id', 'app_id', 'day', 'row_number'];
  expect(expectedRecord({ row: { visitorId: null }, schema: SCHEMA, key })).toEqual({
    visitor_id: '',
    app_id: 0,
    day: '1970-01-01T00:00:00.000Z',
  });
});
