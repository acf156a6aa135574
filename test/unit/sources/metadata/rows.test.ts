import fc from 'fast-check';
import { expect, test } from 'vitest';
import { metadataRows } from '../../../../src/sources/metadata/rows.ts';
import { metadataVisitors } from '../../../../src/streams/definitions/metadata-visitors.ts';

test('each field is one row, with the same column names whatever the case in the answer', () => {
  const answer = {
    auto: { lastvisit: { Type: 'time', DisplayName: 'Last visit', ElementType: '', Dirty: false, isHidden: true } },
    custom: { plan: { type: 'string', sample: 5 } },
  };
  expect(metadataRows(answer)).toEqual([
    {
      group: 'auto',
      field: 'lastvisit',
      type: 'time',
      displayName: 'Last visit',
      elementType: '',
      dirty: false,
      isHidden: true,
    },
    { group: 'custom', field: 'plan', type: 'string', sample: 5 },
  ]);
});

test('every member that Pendo is known to send has a column', () => {
  const names =
    'Type DisplayName ElementType ElementFormat Dirty isHidden isDeleted isCalculated isPerApp isPromoted neverIndex sample';
  const entry = Object.fromEntries(names.split(' ').map((name) => [name, '']));
  const [row = {}] = metadataRows({ custom: { field: entry } });
  expect(Object.keys(row)).toEqual(Object.keys(metadataVisitors.columns));
});

test.each([[null], [undefined], [[]], [[{ a: 1 }]], ['text'], [{}], [{ custom: null, auto: [], agent: 'x' }]])(
  'the answer %j has no rows',
  (answer) => {
    expect(metadataRows(answer)).toEqual([]);
  },
);

test('a field that is not an object is a row too', () => {
  expect(metadataRows({ custom: { a: null, b: 'text', c: [1] } })).toEqual([
    { group: 'custom', field: 'a' },
    { group: 'custom', field: 'b', value: 'text' },
    { group: 'custom', field: 'c', value: [1] },
  ]);
});

test('members with names of other columns replace neither the key nor each other', () => {
  const entry = { group: 'g', Field: 'f', Type: 'time', type: 'string' };
  expect(metadataRows({ custom: { a: entry } })).toEqual([
    { group: 'custom', field: 'a', 'schema.group': 'g', 'schema.Field': 'f', type: 'time', 'schema.type': 'string' },
  ]);
});

test('there are as many rows as fields, and no two share a key', () => {
  const schema = fc.dictionary(fc.string(), fc.dictionary(fc.string(), fc.jsonValue()));
  fc.assert(
    fc.property(schema, (answer) => {
      const rows = metadataRows(answer);
      const fields = Object.values(answer).flatMap((group) => Object.keys(group));
      expect(rows).toHaveLength(fields.length);
      expect(new Set(rows.map(({ group, field }) => JSON.stringify([group, field]))).size).toBe(fields.length);
    }),
  );
});
