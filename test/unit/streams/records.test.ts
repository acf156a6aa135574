import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitObject } from '../../../src/records/convert/json-text.ts';
import { createConverter } from '../../../src/records/convert/record.ts';
import { loadRowNumbers } from '../../../src/records/row-numbers.ts';
import { toAirbyteStream } from '../../../src/streams/catalog.ts';
import { STREAMS } from '../../../src/streams/index.ts';
import { recordShape } from '../../../src/streams/record-shape.ts';
import { compileStrictly } from './schema-checks.ts';

const createRowNumbers = await loadRowNumbers();

const ANY_VALUE = fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.nat(2_000_000_000_000), fc.date().map(String));

describe.each(STREAMS)('$name', (definition) => {
  // The elements of documented lists have types in the schema, but are passed on unchecked.
  const fields = Object.entries(definition.columns).flatMap(([field, { type }]) => (type === 'array' ? [] : [field]));

  test('a row with any values makes a record that is valid against the schema', () => {
    const validate = compileStrictly(toAirbyteStream(definition, 'day').json_schema);
    const row = fc.record(
      Object.fromEntries([...fields, 'day', 'metadata', 'neverHeardOf'].map((field) => [field, ANY_VALUE])),
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(row, (value) => {
        const convert = createConverter(recordShape(definition, 'day'), createRowNumbers());
        const record = JSON.parse(convert(splitObject(JSON.stringify(value))));
        expect(validate(record), JSON.stringify(validate.errors)).toBe(true);
      }),
    );
  });
});
