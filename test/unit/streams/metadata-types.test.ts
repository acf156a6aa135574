import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { visitors } from '../../../src/streams/definitions/visitors.ts';
import { jsonSchema } from '../../../src/streams/json-schema.ts';
import { type MetadataGroups, metadataGroups } from '../../../src/streams/metadata-types.ts';
import { compileStrictly, propertiesOf, typesOf } from './schema-checks.ts';

const TYPES = ['string', 'time', 'boolean', 'integer', 'float', 'list', '', 'Integer', 'geo', 7, null, undefined];

function typeOf(groups: MetadataGroups, group: string, field: string): string | undefined {
  return groups.get(group)?.get(field)?.type;
}

describe('the types of a metadata schema', () => {
  test.each([
    ['string', 'string'],
    ['time', 'time'],
    ['boolean', 'boolean'],
    ['integer', 'integer'],
    ['float', 'float'],
    ['list', 'list'],
    ['', 'unknown'],
    ['Time', 'time'],
    [' LIST ', 'list'],
    ['hyperloglog', 'unknown'],
    ['constructor', 'unknown'],
    [12, 'unknown'],
    [null, 'unknown'],
  ])('%j is read as %s, from Type as well as from type', (declared, type) => {
    const groups = metadataGroups('visitor', { custom: { a: { Type: declared }, b: { type: declared } } });
    expect(typeOf(groups, 'custom', 'a')).toBe(type);
    expect(typeOf(groups, 'custom', 'b')).toBe(type);
  });

  test('a field that is not an object has an unknown type', () => {
    const groups = metadataGroups('account', { custom: { a: null, b: 'text', c: [], d: {} } });
    for (const field of ['a', 'b', 'c', 'd']) {
      expect(typeOf(groups, 'custom', field)).toBe('unknown');
    }
  });

  test('hidden and deleted fields stay, because rows may still have them', () => {
    const groups = metadataGroups('visitor', { custom: { gone: { Type: 'float', isDeleted: true, isHidden: true } } });
    expect(typeOf(groups, 'custom', 'gone')).toBe('float');
  });

  test('the times of auto are times whatever the schema says, even in the groups of single apps', () => {
    const auto = { lastvisit: { Type: 'integer', DisplayName: 'Last visit' } };
    const groups = metadataGroups('visitor', { auto, auto__323232: auto, automatic: auto });
    expect(groups.get('auto')?.get('lastvisit')).toEqual({ type: 'time', displayName: 'Last visit' });
    expect(typeOf(groups, 'auto__323232', 'lastvisit')).toBe('time');
    expect(typeOf(groups, 'auto__323232', 'lastupdated')).toBe('time');
    expect(typeOf(groups, 'automatic', 'lastvisit')).toBe('integer');
  });
});

describe('the groups of a metadata schema', () => {
  test.each([[undefined], [null], [[]], ['<html>'], [{}], [{ custom: null, agent: [], auto: 3 }]])(
    'are those of every subscription for the answer %j',
    (answer) => {
      const groups = metadataGroups('account', answer);
      expect([...groups.keys()]).toEqual(['auto', 'agent', 'custom', 'pendo']);
      expect(typeOf(groups, 'auto', 'lastupdated')).toBe('time');
      expect(groups.get('custom')?.size).toBe(0);
    },
  );

  test('include those that only this subscription has', () => {
    const groups = metadataGroups('visitor', { salesforce: { Id: { Type: 'string' } }, auto__323232: null });
    expect([...groups.keys()]).toEqual(['auto', 'agent', 'custom', 'pendo', 'salesforce', 'auto__323232']);
  });

  test('are columns only if their name is a valid column name, so that no two become the same column', () => {
    const groups = metadataGroups('visitor', { hubSpot: { a: {} }, hub_spot: { b: {} }, Custom: { c: {} }, '': {} });
    expect([...groups.keys()]).toEqual(['auto', 'agent', 'custom', 'pendo', 'hub_spot']);
  });
});

describe('the schema of a metadata field', () => {
  const fieldTypes = ['string', 'time', 'boolean', 'integer', 'float', 'list', ''];

  test.each(fieldTypes)('has the declared type %j first and allows every scalar', (declared) => {
    const groups = metadataGroups('visitor', { custom: { field: { Type: declared, DisplayName: 'A field' } } });
    const schema = jsonSchema(visitors, 'day', groups);
    const field = propertiesOf(propertiesOf(schema).metadata_custom ?? {}).field;
    const shown = { time: 'string', float: 'number', list: 'array', '': 'string' }[declared] ?? declared;
    expect(typesOf(field).slice(0, 2)).toEqual(['null', shown]);
    expect(field).toMatchObject({ pendo_type: declared === '' ? 'unknown' : declared, description: 'A field' });
    expect(field).not.toHaveProperty('format');

    const validate = compileStrictly(schema);
    const scalar = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constant(null),
    );
    fc.assert(
      fc.property(scalar, (value) => {
        const record = { visitor_id: 'v', metadata_custom: { field: value, undeclared: [value] } };
        expect(validate(record), JSON.stringify(validate.errors)).toBe(true);
      }),
    );
  });

  test('allows lists and objects if Pendo declares no type', () => {
    const schema = jsonSchema(visitors, 'day', metadataGroups('visitor', { custom: { field: { Type: '' } } }));
    const validate = compileStrictly(schema);
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(validate({ visitor_id: 'v', metadata_custom: { field: value } })).toBe(true);
      }),
    );
  });

  test('any answer makes a schema that compiles', () => {
    const entry = fc.oneof(fc.jsonValue(), fc.record({ Type: fc.constantFrom(...TYPES), DisplayName: fc.string() }));
    const answer = fc.oneof(fc.jsonValue(), fc.dictionary(fc.string(), fc.dictionary(fc.string(), entry)));
    fc.assert(
      fc.property(answer, (value) => {
        const schema = jsonSchema(visitors, 'day', metadataGroups('visitor', value));
        expect(() => compileStrictly(schema)).not.toThrow();
      }),
      { numRuns: 50 },
    );
  });
});
