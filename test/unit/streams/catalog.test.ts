import { describe, expect, test } from 'vitest';
import type { Period } from '../../../src/config/types.ts';
import { toAirbyteStream } from '../../../src/streams/catalog.ts';
import { findStream, STREAMS } from '../../../src/streams/index.ts';
import { metadataGroups } from '../../../src/streams/metadata-types.ts';
import type { StreamDefinition } from '../../../src/streams/types.ts';
import { compileStrictly, propertiesOf, subschemas, typesOf } from './schema-checks.ts';

const CASES = STREAMS.flatMap((definition) =>
  (['day', 'hour'] as const).map((period) => ({ name: definition.name, definition, period })),
);

/** The catalog entry after a round trip through JSON, as Airbyte gets it. */
function entry(definition: StreamDefinition, period: Period): ReturnType<typeof toAirbyteStream> {
  return JSON.parse(JSON.stringify(toAirbyteStream(definition, period)));
}

describe.each(CASES)('$name by $period', ({ definition, period }) => {
  const stream = entry(definition, period);
  const properties = propertiesOf(stream.json_schema);

  test('has a schema that compiles strictly', () => {
    expect(() => compileStrictly(stream.json_schema)).not.toThrow();
  });

  test('has an open object as its schema, without features that destinations cannot handle', () => {
    expect(stream.json_schema).toMatchObject({
      $schema: 'http://json-schema.org/draft-07/schema#',
      type: 'object',
      additionalProperties: true,
    });
    for (const schema of subschemas(stream.json_schema)) {
      expect(Object.keys(schema)).not.toEqual(
        expect.arrayContaining([expect.stringMatching(/^(\$ref|allOf|anyOf|oneOf|not|patternProperties)$/)]),
      );
      expect([undefined, true]).toContain(schema.additionalProperties);
      expect(schema.type).toBeDefined();
    }
  });

  test('declares the elements of every list column', () => {
    for (const [name, schema] of Object.entries(properties)) {
      expect(schema.items !== undefined, name).toBe(typesOf(schema).includes('array'));
    }
  });

  test('describes every column in one line', () => {
    for (const [name, { description }] of Object.entries(properties)) {
      expect(description, name).toMatch(/^\S[^\n]*\.$/);
    }
  });

  test('allows null in every column except those of the key', () => {
    const key = stream.source_defined_primary_key.flat();
    for (const [name, schema] of Object.entries(properties)) {
      expect(typesOf(schema).includes('null'), name).toBe(!key.includes(name));
    }
  });

  test('has a key of scalars that are in the schema', () => {
    expect(stream.source_defined_primary_key.length).toBeGreaterThan(0);
    for (const path of stream.source_defined_primary_key) {
      expect(path).toHaveLength(1);
      expect(['string', 'integer']).toContain(properties[path[0] ?? '']?.type);
    }
  });

  test('has a time, or the sequence of webhooks, as its cursor exactly when it is incremental', () => {
    const incremental = stream.supported_sync_modes.includes('incremental');
    expect(stream.supported_sync_modes[0]).toBe('full_refresh');
    expect(stream.is_resumable).toBe(false);
    expect(stream.source_defined_cursor).toBe(incremental ? true : undefined);
    expect(stream.default_cursor_field?.length).toBe(incremental ? 1 : undefined);
    for (const cursor of stream.default_cursor_field ?? []) {
      const time = { format: 'date-time', airbyte_type: 'timestamp_with_timezone' };
      expect(properties[cursor]).toMatchObject(
        definition.source.kind === 'webhooks' ? { type: ['null', 'integer'] } : time,
      );
    }
  });

  test('declares additional_fields, the column for fields that have no column', () => {
    expect(properties.additional_fields).toMatchObject({ type: ['null', 'object'], additionalProperties: true });
  });

  test('declares no column of the other period', () => {
    const declared = Object.keys(definition.columns);
    if (declared.includes('bucket')) expect(Object.keys(properties)).not.toContain(period === 'day' ? 'hour' : 'day');
    expect(Object.keys(properties)).not.toContain('bucket');
  });
});

test('the streams have different names', () => {
  expect(new Set(STREAMS.map(({ name }) => name)).size).toBe(STREAMS.length);
});

test('ids come first and additional_fields last', () => {
  const columns = Object.keys(propertiesOf(entry(stream('page_events'), 'hour').json_schema));
  expect(columns.slice(0, 6)).toEqual(['visitor_id', 'account_id', 'app_id', 'page_id', 'parameters', 'hour']);
  expect(columns.slice(-3)).toEqual(['row_number', 'bucket_read_at', 'additional_fields']);
});

test('visitors and accounts have the groups of every subscription without a metadata schema', () => {
  expect(Object.keys(propertiesOf(entry(stream('visitors'), 'day').json_schema))).toEqual([
    'visitor_id',
    'lastupdated',
    'metadata_auto',
    'metadata_agent',
    'metadata_custom',
    'metadata_pendo',
    'additional_fields',
  ]);
});

test('thousands of custom fields with all kinds of names make a schema that compiles', () => {
  const fields = Array.from({ length: 5000 }, (_, index) => [`field ${index} "$ref" é`, { Type: 'integer' }]);
  const awkward = ['', '__proto__', 'constructor', 'not', '$ref', 'type', 'properties', '💥', 'a/b~c'];
  const custom = Object.fromEntries([...fields, ...awkward.map((name) => [name, { Type: 'time' }])]);
  const groups = metadataGroups('visitor', { custom });
  const { json_schema: schema } = toAirbyteStream(stream('visitors'), 'day', groups);
  const properties = propertiesOf(JSON.parse(JSON.stringify(schema)));
  expect(Object.keys(propertiesOf(properties.metadata_custom ?? {}))).toHaveLength(5000 + awkward.length);
  expect(() => compileStrictly(schema)).not.toThrow();
});

function stream(name: string): StreamDefinition {
  const definition = findStream(name);
  expect(definition).toBeDefined();
  return definition as StreamDefinition;
}
