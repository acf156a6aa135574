import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type MetadataVariant, SCALES } from '../../emulator/data/index.ts';
import { type Emulator, startEmulator } from '../../emulator/index.ts';
import type { Catalog, JsonSchema, Stream } from '../helpers/airbyte/messages.ts';
import { discoverCatalog } from '../helpers/discover-catalog.ts';
import { inThisProcess } from '../helpers/in-this-process.ts';
import { checkMessages } from '../helpers/protocol.ts';
import { checkReadRun } from '../helpers/read-rules.ts';
import { configErrors } from '../helpers/refusal.ts';
import { configuredCatalog, discover, read, recordsOf } from '../helpers/run.ts';
import { PULL_STREAMS, pullFacts } from '../helpers/streams/index.ts';

const KEY = '9a0c-SECRET-31ff.us';
const KINDS = { visitors: 'visitor', accounts: 'account' } as const;

/** Key and cursor of each stream, where `day` stands for the period. */
const TABLE = Object.fromEntries(
  PULL_STREAMS.map((name) => {
    const { key, cursor } = pullFacts(name);
    return [name, [key, ...(cursor === undefined ? [] : [cursor])].map((names) => names.replace(/\bbucket\b/, 'day'))];
  }),
);

function configFor({ url }: Emulator, changes: object = {}): object {
  return { integration_key: KEY, start_date: '2026-06-01', base_url: url, ...changes };
}

async function withVariant<T>(metadata: MetadataVariant, use: (emulator: Emulator) => Promise<T>): Promise<T> {
  const emulator = await startEmulator({ scale: { ...SCALES.tiny, metadata }, integrationKey: KEY });
  try {
    return await use(emulator);
  } finally {
    await emulator.close();
  }
}

function streamOf(catalog: Catalog, name: string): Stream {
  const stream = catalog.streams.find((candidate) => candidate.name === name);
  if (stream === undefined) throw new Error(`The catalog lacks ${name}.`);
  return stream;
}

function groupOf(catalog: Catalog, stream: string, group: string): Readonly<Record<string, JsonSchema>> {
  return streamOf(catalog, stream).json_schema.properties?.[`metadata_${group}`]?.properties ?? {};
}

describe('The catalog', () => {
  let emulator: Emulator;
  let catalog: Catalog;
  beforeAll(async () => {
    emulator = await startEmulator({ scale: 'tiny', integrationKey: KEY });
    catalog = await discoverCatalog(configFor(emulator));
  });
  beforeEach(() => emulator.faults.clear());
  afterAll(() => emulator.close());

  function tableOf({ streams }: Catalog, period: string): object {
    return Object.fromEntries(
      streams.map(({ name, source_defined_primary_key: key = [], default_cursor_field: cursor }) => [
        name,
        [key.join(' '), ...(cursor ?? [])].map((names) => names.replace(new RegExp(`\\b${period}\\b`), 'day')),
      ]),
    );
  }

  test('lists every stream with its key, cursor and sync modes; stdout holds nothing else.', async () => {
    const run = await discover(configFor(emulator));
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(run.messages.map(({ type }) => type)).toEqual(['CATALOG']);
    expect(checkMessages(run.messages)).toEqual([]);
    expect(tableOf(catalog, 'day')).toEqual(TABLE);
    for (const { name, supported_sync_modes: modes, source_defined_cursor: own } of catalog.streams) {
      const hasCursor = TABLE[name]?.[1] !== undefined;
      expect([name, modes, own ?? false]).toEqual([
        name,
        hasCursor ? ['full_refresh', 'incremental'] : ['full_refresh'],
        hasCursor,
      ]);
    }
  });

  test('has hours instead of days in keys, cursors and columns when the period is an hour.', async () => {
    const hourly = await discoverCatalog(configFor(emulator, { period: 'hour' }));
    expect(tableOf(hourly, 'hour')).toEqual(TABLE);
    for (const name of ['events', 'page_events', 'feature_events', 'track_events']) {
      expect(Object.keys(streamOf(hourly, name).json_schema.properties ?? {})).toContain('hour');
      expect(Object.keys(streamOf(hourly, name).json_schema.properties ?? {})).not.toContain('day');
      expect(streamOf(hourly, name).default_cursor_field).toEqual(['hour']);
    }
  });

  test('describes every column in one line, under a name in snake case.', () => {
    for (const { name, json_schema: schema } of catalog.streams) {
      for (const [column, property] of Object.entries(schema.properties ?? {})) {
        const description: unknown = Reflect.get(property, 'description');
        expect([name, column, description]).toEqual([name, column, expect.stringMatching(/^\S.*\S$/)]);
        expect(column).toMatch(/^(?:[a-z][a-z0-9_]*|_ab_cdc_deleted_at)$/);
      }
    }
  });

  test('has every key and cursor among its columns, and no key that may be null.', () => {
    for (const {
      json_schema: schema,
      source_defined_primary_key: key = [],
      default_cursor_field: cursor,
    } of catalog.streams) {
      const columns = schema.properties ?? {};
      for (const name of [...key.flat(), ...(cursor ?? [])]) expect(columns).toHaveProperty(name);
      for (const name of key.flat()) expect([columns[name]?.type].flat()).not.toContain('null');
    }
  });

  test.each(['visitors', 'accounts'] as const)('types the custom fields of %s as Pendo declares them.', (stream) => {
    const declared = emulator.subscription.metadataSchema(KINDS[stream]);
    for (const group of ['agent', 'custom', 'salesforce', 'pendo']) {
      const fields = declared[group] as Record<string, { Type: string; DisplayName: string }>;
      const properties = groupOf(catalog, stream, group);
      expect(Object.keys(properties)).toEqual(Object.keys(fields));
      for (const [name, { Type, DisplayName }] of Object.entries(fields)) {
        const known = ['string', 'time', 'boolean', 'integer', 'float', 'list'].includes(Type);
        const property = properties[name];
        expect([name, property]).toEqual([
          name,
          expect.objectContaining({ pendo_type: known ? Type : 'unknown', description: DisplayName }),
        ]);
        expect(property?.type).toContain('null');
        expect(property?.type).toContain('string');
        expect(property?.type).toContain(JSON_TYPES[Type] ?? 'string');
      }
    }
    expect(groupOf(catalog, stream, 'custom').shape?.pendo_type).toBe('unknown');
  });

  const JSON_TYPES: Readonly<Record<string, string>> = {
    boolean: 'boolean',
    integer: 'integer',
    float: 'number',
    list: 'array',
  };

  test('is the same in each run, byte for byte.', async () => {
    const runs = [await discover(configFor(emulator)), await discover(configFor(emulator), { by: inThisProcess })];
    expect(runs[0]?.lines).toEqual(runs[1]?.lines);
  });

  const odd: readonly (readonly [name: string, body: string])[] = [
    ['nothing', '{}'],
    ['null', 'null'],
    ['a list', '[]'],
    ['groups that are no objects', '{"custom": [1], "agent": "x", "salesforce": 7, "auto": null}'],
    ['fields that are no objects', '{"custom": {"a": null, "b": "string", "c": [], "d": 4}}'],
    ['types that are no texts', '{"custom": {"a": {"Type": null}, "b": {"Type": 5}, "c": {}, "d": {"type": ["x"]}}}'],
    [
      'names that are hard to handle',
      '{"__proto__": {"a": {}}, "custom": {"__proto__": {"Type": "string"}, "": {}, "a.b": {}, "é 🎈": {}}, "": {}}',
    ],
  ];
  test.each(odd)('lists every stream, whatever Pendo declares as metadata: %s.', async (_name, body) => {
    emulator.faults.add({ match: { path: '/metadata/schema/' }, body, contentType: 'application/json' });
    const run = await discover(configFor(emulator), { by: inThisProcess });
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(checkMessages(run.messages)).toEqual([]);
    expect(run.messages[0]?.catalog?.streams.map(({ name }) => name)).toEqual(PULL_STREAMS);
    const fields = Object.values(groupOf(run.messages[0]?.catalog as Catalog, 'visitors', 'custom'));
    for (const field of fields) expect(field.type).toContain('string');
  });

  test('fails with one sentence when the key is wrong.', async () => {
    const badKey = configFor(emulator, { integration_key: 'other-SECRET' });
    const errors = configErrors(await discover(badKey, { by: inThisProcess }), 'SECRET');
    expect(errors).toEqual([expect.stringContaining('Pendo refused the integration key; check that')]);
  });
});

describe('A subscription', () => {
  test('without custom fields has a group without fields.', async () => {
    await withVariant('none', async (emulator) => {
      const catalog = await discoverCatalog(configFor(emulator));
      for (const stream of Object.keys(KINDS)) {
        expect(groupOf(catalog, stream, 'custom')).toEqual({});
        expect(Object.keys(groupOf(catalog, stream, 'agent')).length).toBeGreaterThan(0);
      }
      expect(catalog.streams.map(({ name }) => name)).toEqual(PULL_STREAMS);
    });
  });

  test('whose groups are null can be discovered and read.', async () => {
    await withVariant('null-groups', async (emulator) => {
      const catalog = await discoverCatalog(configFor(emulator));
      expect(groupOf(catalog, 'visitors', 'custom')).toEqual({});
      expect(groupOf(catalog, 'visitors', 'salesforce')).toEqual({});
      await expectReadable(emulator, catalog);
    });
  });

  test('with thousands of fields has all of them, typed, and can be read.', async () => {
    await withVariant('thousands', async (emulator) => {
      const catalog = await discoverCatalog(configFor(emulator), { timeoutMs: 10_000 });
      const declared = emulator.subscription.metadataSchema('visitor').custom as object;
      expect(Object.keys(declared).length).toBeGreaterThan(3000);
      expect(Object.keys(groupOf(catalog, 'visitors', 'custom'))).toEqual(Object.keys(declared));
      await expectReadable(emulator, catalog);
    });
  });

  async function expectReadable(emulator: Emulator, catalog: Catalog): Promise<void> {
    const configured = configuredCatalog(catalog, { streams: ['visitors', 'accounts', 'metadata_visitors'] });
    const run = await read(configFor(emulator), configured, { by: inThisProcess });
    expect(checkReadRun(run.messages, configured, run)).toEqual([]);
    expect(recordsOf(run.messages, 'visitors').length).toBeGreaterThan(0);
  }
});
