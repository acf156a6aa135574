import { readdirSync } from 'node:fs';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { startEmulator } from '../../emulator/index.ts';
import type { Catalog } from '../helpers/airbyte/messages.ts';
import { check, discover, spec } from '../helpers/run.ts';
import { catalogFaults } from './catalog-rules.ts';
import { catalogBreaks, specBreaks } from './compatibility.ts';
import { EMULATED, PATHS, ROWS_CONFIG, releasedCatalog, releasedSpec } from './files.ts';
import { objectOf, type Schema, specFaults } from './spec-rules.ts';
import { BY_SUBJECT, SUBJECT } from './subject.ts';

const RELEASES = readdirSync(PATHS.releases);
/** Was declared as an object, but Pendo sends lists. The wider type accepts both. */
const WRONG_BEFORE = ['guides.translation_states has another type'];
const GENERATED_CONFIGS = 100;

let current: Schema;
let catalog: Catalog;
let config: object;

beforeAll(async () => {
  const emulator = await startEmulator(EMULATED);
  config = { ...ROWS_CONFIG, integration_key: emulator.integrationKey, base_url: emulator.url };
  const specs = (await spec({ executable: SUBJECT })).messages.flatMap((message) => message.spec ?? []);
  const catalogs = (await discover(config, { executable: SUBJECT })).messages.flatMap(({ catalog }) => catalog ?? []);
  expect([specs.length, catalogs.length]).toEqual([1, 1]);
  current = specs[0]?.connectionSpecification ?? {};
  catalog = catalogs[0] ?? { streams: [] };
  return () => emulator.close();
});

test('The spec follows every rule of the acceptance tests, and there is a release to compare it with.', () => {
  expect(specFaults(current)).toEqual([]);
  expect(RELEASES.length).toBeGreaterThan(0);
});

test("A required property inside an optional object is found at any depth, because Airbyte's form requires it of everyone.", () => {
  const demanding = { type: 'object', required: ['a'], properties: { a: { type: 'string' } } };
  const inside = (schema: Schema, required: string[] = []) => ({
    type: 'object',
    required,
    properties: { outer: schema },
  });
  const optional = (schema: Schema) => ({ type: 'object', properties: { outer: schema } });
  for (const schema of [optional(demanding), inside(demanding), inside(optional(demanding), ['outer'])]) {
    expect(specFaults(schema).join()).toContain('which is optional');
  }
  expect(specFaults(inside(demanding, ['outer']))).toEqual([]);
});

test('The catalog follows every rule of the acceptance tests.', () => {
  expect(catalogFaults(catalog)).toEqual([]);
});

test('The test config is valid, a wrong key fails the check, and the right key passes it.', async () => {
  expect(validator(current)(config)).toBe(true);
  const good = await check(config, BY_SUBJECT);
  const bad = await check({ ...config, integration_key: 'wrong' }, BY_SUBJECT);
  const statuses = [good, bad].map((run) =>
    run.messages.flatMap(({ connectionStatus }) => connectionStatus?.status ?? []),
  );
  expect(statuses).toEqual([['SUCCEEDED'], ['FAILED']]);
});

describe.each(RELEASES)('A user of %s', (version) => {
  test('finds every option unchanged.', () => {
    expect(specBreaks(releasedSpec(version), current)).toEqual([]);
  });

  test('finds every stream and column unchanged, except for types that were wrong.', () => {
    const breaks = catalogBreaks(releasedCatalog(version), catalog);
    expect(breaks.filter((text) => !WRONG_BEFORE.includes(text))).toEqual([]);
  });

  test('has a config that is still valid, whatever it contains.', () => {
    const isValid = validator(current);
    fc.assert(
      fc.property(configOf(releasedSpec(version)), (value) => isValid(value)),
      { numRuns: GENERATED_CONFIGS },
    );
  });
});

test.each([
  ['a new required property', { required: ['a', 'b'] }, 'demands b'],
  ['a changed type', { properties: { a: { type: 'integer' } } }, 'a has another type'],
  ['fewer values', { properties: { a: { type: 'string', enum: ['x'] } } }, 'a has an enum now'],
])('The comparison of specs finds %s.', (_what, change, expected) => {
  const before = { type: 'object', required: ['a'], properties: { a: { type: 'string' }, b: { type: 'string' } } };
  expect(specBreaks(before, { ...before, ...change }).join()).toContain(expected);
});

test('The comparison of catalogs finds a missing stream, a missing column and a changed type.', () => {
  const [first, second] = catalog.streams;
  if (first === undefined || second === undefined) throw new Error('There are fewer than two streams.');
  const properties = {
    ...first.json_schema.properties,
    [first.source_defined_primary_key?.[0]?.[0] ?? '']: { type: 'boolean' },
  };
  expect(catalogBreaks(catalog, { streams: [second] }).join()).toContain(`${first.name} is gone`);
  expect(catalogBreaks(catalog, { streams: [{ ...first, json_schema: { properties } }] }).join()).toContain(
    'has another type',
  );
});

function validator(schema: Schema): (value: unknown) => boolean {
  const ajv = new Ajv({ strict: false });
  formats.default(ajv);
  const validate = ajv.compile(schema);
  return (value) => validate(value);
}

/** Values that a schema of our spec allows: objects, texts with a pattern or enum, whole numbers, booleans. */
function configOf(schema: Schema): fc.Arbitrary<unknown> {
  if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum);
  switch (schema.type) {
    case 'object': {
      const children = Object.entries(objectOf(schema.properties)).map(([name, child]) => [
        name,
        configOf(objectOf(child)),
      ]);
      const required: string[] = Array.isArray(schema.required) ? schema.required : [];
      return fc.record<Record<string, unknown>>(Object.fromEntries(children), { requiredKeys: required });
    }
    case 'integer':
      return fc.integer({ min: Number(schema.minimum ?? -1000), max: Number(schema.maximum ?? 1000) });
    case 'boolean':
      return fc.boolean();
    default:
      return schema.format === 'date' ? fc.constantFrom('2025-01-31', '2024-02-29') : textOf(schema.pattern);
  }
}

function textOf(pattern: unknown): fc.Arbitrary<string> {
  return typeof pattern === 'string' ? fc.stringMatching(new RegExp(pattern)) : fc.string();
}
