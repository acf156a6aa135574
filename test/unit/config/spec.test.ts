import { readFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/config/load.ts';
import { SPEC } from '../../../src/config/spec.ts';
import type { Config } from '../../../src/config/types.ts';
import { REGION_URLS } from '../../../src/pendo/regions.ts';
import { isObject } from '../../../src/utils/is-object.ts';

type Schema = Record<string, unknown>;

const NOW = () => Date.UTC(2026, 2, 15);
const root = SPEC.connectionSpecification as unknown as Schema;
const WEBHOOKS = { inbox_url: 'https://webhooks.example.com', token: 'token-of-a-test' };
const MINIMAL = { integration_key: 'key-of-a-test', start_date: '2025-01-31', webhooks: WEBHOOKS };

/** For each property a value other than its default, and the Config that results from it. */
const CHANGES: Record<string, { readonly given: unknown; readonly config: Partial<Config> }> = {
  integration_key: { given: 'another-key', config: { integrationKey: 'another-key' } },
  region: { given: 'jp', config: { region: 'jp', baseUrl: REGION_URLS.jp } },
  start_date: {
    given: '2024-05-01',
    config: { startDate: { text: '2024-05-01', utcMidnightMs: Date.UTC(2024, 4, 1) } },
  },
  end_date: {
    given: '2025-05-01',
    config: { endDate: { text: '2025-05-01', utcMidnightMs: Date.UTC(2025, 4, 1) } },
  },
  period: { given: 'hour', config: { period: 'hour' } },
  app_ids: { given: '7', config: { appIds: [7] } },
  include_anonymous_visitors: { given: true, config: { includeAnonymousVisitors: true } },
  exclude_list: { given: 'only', config: { excludeList: 'only' } },
  lookback_days: { given: 3, config: { lookbackDays: 3 } },
  history_check: { given: false, config: { historyCheck: false } },
  segment_ids: { given: 'b, a , b', config: { segmentIds: ['b', 'a'] } },
  report_ids: { given: '*', config: { reportIds: 'all' } },
  'advanced.max_concurrency': { given: 1, config: { maxConcurrency: 1 } },
  'advanced.page_size': { given: 2, config: { pageSize: 2 } },
  'advanced.request_timeout_seconds': { given: 5, config: { requestTimeoutMs: 5000 } },
  'advanced.window_days': { given: 6, config: { windowDays: 6 } },
  'webhooks.inbox_url': {
    given: 'https://other.example.com/inbox/',
    config: { webhooks: { inboxUrl: 'https://other.example.com/inbox', token: WEBHOOKS.token } },
  },
  'webhooks.token': { given: 'another', config: { webhooks: { inboxUrl: WEBHOOKS.inbox_url, token: 'another' } } },
  base_url: { given: 'https://pendo.example.com', config: { baseUrl: 'https://pendo.example.com' } },
};

function propertiesOf(schema: Schema): [string, Schema][] {
  return Object.entries((schema.properties ?? {}) as Record<string, Schema>);
}

function objectsIn(schema: Schema): Schema[] {
  return schema.type === 'object' ? [schema, ...propertiesOf(schema).flatMap(([, child]) => objectsIn(child))] : [];
}

/** Every property that is not an object, with its dotted path. */
function leaves(schema: Schema, prefix = ''): [string, Schema][] {
  return propertiesOf(schema).flatMap(([name, child]): [string, Schema][] =>
    child.type === 'object' ? leaves(child, `${prefix}${name}.`) : [[`${prefix}${name}`, child]],
  );
}

/** A config with the value at its path. A group also keeps what the smallest config has there. */
function setting(path: string, value: unknown): Record<string, unknown> {
  const [first = '', second] = path.split('.');
  if (second === undefined) return { [first]: value };
  return { [first]: { ...(first === 'webhooks' ? WEBHOOKS : {}), [second]: value } };
}

function keywordsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(keywordsIn);
  return isObject(value) ? Object.entries(value).flatMap(([key, child]) => [key, ...keywordsIn(child)]) : [];
}

describe('the spec and the Config', () => {
  it('have the same properties', () => {
    expect(
      leaves(root)
        .map(([path]) => path)
        .sort(),
    ).toEqual(Object.keys(CHANGES).sort());
    const config = parseConfig(MINIMAL, { now: NOW });
    const reached = Object.values(CHANGES).flatMap((change) => Object.keys(change.config));
    expect([...new Set(reached)].sort()).toEqual(Object.keys(config).sort());
  });

  it.each(Object.entries(CHANGES))('%s reaches the Config and changes nothing else', (path, { given, config }) => {
    const before = parseConfig(MINIMAL, { now: NOW });
    const after = parseConfig({ ...MINIMAL, ...setting(path, given) }, { now: NOW });
    expect(after).toEqual({ ...before, ...config });
    expect(after).not.toEqual(before);
  });

  it.each(leaves(root).filter(([, { default: value }]) => value !== undefined))(
    '%s has the default of the spec',
    (path, schema) => {
      const given = { ...MINIMAL, ...setting(path, schema.default) };
      expect(parseConfig(MINIMAL, { now: NOW })).toEqual(parseConfig(given, { now: NOW }));
    },
  );

  it.each(leaves(root).filter(([, { type }]) => type === 'integer'))(
    '%s accepts its bounds and nothing beyond them',
    (path, schema) => {
      const parse = (value: number) => parseConfig({ ...MINIMAL, ...setting(path, value) }, { now: NOW });
      const [least, most] = [schema.minimum as number, schema.maximum as number];
      expect(parse(least)).not.toEqual(parse(most));
      expect(() => parse(least - 1)).toThrow(path);
      expect(() => parse(most + 1)).toThrow(path);
    },
  );

  it('have the same regions', () => {
    const regions = (root.properties as Record<string, Schema>).region?.enum;
    expect(regions).toEqual(Object.keys(REGION_URLS));
  });
});

describe("the spec follows the rules of Airbyte's acceptance tests", () => {
  it('is a valid JSON schema, which the connector does not check at run time', () => {
    const ajv = new Ajv();
    expect(ajv.validateSchema(root), ajv.errorsText()).toBe(true);
    expect(ajv.validateSchema({ ...root, required: 'start_date' })).toBe(false);
  });

  it('is the unchanged file', async () => {
    const text = await readFile(new URL('../../../spec.json', import.meta.url), 'utf8');
    expect(SPEC).toEqual(JSON.parse(text));
  });

  it('uses no complex types, no references and no closed objects', () => {
    const forbidden = ['not', 'anyOf', 'patternProperties', 'prefixItems', 'allOf', 'if', 'then', 'else', '$ref'];
    const used = new Set(keywordsIn(root));
    for (const keyword of [...forbidden, 'dependentSchemas', 'dependentRequired']) expect(used).not.toContain(keyword);
    for (const schema of objectsIn(root)) expect([undefined, true]).toContain(schema.additionalProperties);
  });

  it('gives every property one plain type and every object properties', () => {
    for (const [, schema] of leaves(root)) expect(['string', 'integer', 'boolean']).toContain(schema.type);
    for (const schema of objectsIn(root)) expect(propertiesOf(schema)).not.toEqual([]);
  });

  it('gives the properties of each object different orders', () => {
    for (const schema of objectsIn(root)) {
      const orders = propertiesOf(schema).map(([, { order }]) => order);
      expect(orders).toEqual(orders.map((_, index) => index));
    }
  });

  it('puts top-level properties into declared groups, and no nested ones', () => {
    const groups = (root.groups as { id: string; title: string }[]).map(({ id }) => id);
    const used = propertiesOf(root).map(([, { group }]) => group);
    expect(new Set(used)).toEqual(new Set(groups));
    for (const [, schema] of propertiesOf(root)) {
      for (const [, child] of propertiesOf(schema)) expect(child).not.toHaveProperty('group');
    }
  });

  it('describes each property in words', () => {
    const all = objectsIn(root).flatMap(propertiesOf);
    for (const [, schema] of all) {
      expect(schema.title).toMatch(/^[A-Z]/);
      expect(schema.description).toMatch(/^[A-Z].*\.$/);
    }
    expect(new Set(all.map(([, { title }]) => title)).size).toBe(all.length);
  });

  it('marks the key and the token as secrets, and nothing else', () => {
    const secrets = leaves(root).filter(([, { airbyte_secret }]) => airbyte_secret === true);
    expect(secrets.map(([path]) => path)).toEqual(['integration_key', 'webhooks.token']);
  });

  it('explains every pattern, gives dates a date picker and hides base_url', () => {
    for (const [, schema] of leaves(root)) expect('pattern' in schema).toBe('pattern_descriptor' in schema);
    const withKeyword = (key: string, value: unknown) =>
      leaves(root).flatMap(([path, schema]) => (schema[key] === value ? [path] : []));
    expect(withKeyword('format', 'date')).toEqual(['start_date', 'end_date']);
    expect(withKeyword('airbyte_hidden', true)).toEqual(['base_url']);
  });

  it('requires nothing inside an optional object, because the form would require it of everyone', () => {
    for (const schema of objectsIn(root).filter((object) => object !== root))
      expect(schema).not.toHaveProperty('required');
  });

  it('allows an optional text to be blank, because forms send it so', () => {
    const optional = leaves(root).filter(([path]) => !(root.required as string[]).includes(path));
    for (const [path, { pattern }] of optional) {
      if (typeof pattern === 'string') expect('', path).toMatch(new RegExp(pattern));
    }
  });

  it('has pattern_descriptors that continue the form\'s sentence "The value must match the pattern"', () => {
    for (const [path, { pattern_descriptor }] of leaves(root)) {
      if (pattern_descriptor !== undefined) expect(pattern_descriptor, path).toMatch(/^(?:[A-Z]{2,}|https:\/\/)/);
    }
  });

  it('says where each region is', () => {
    const { enum: regions, description } = (root.properties as Record<string, Schema>).region ?? {};
    const places = { us: 'the United States', us1: 'US', eu: 'Europe', jp: 'Japan', au: 'Australia' };
    expect(Object.keys(places)).toEqual(regions);
    for (const [region, place] of Object.entries(places)) {
      expect(description).toMatch(
        new RegExp(
          `\\b${region} is [^,]*${place}[^,]*\\(${new URL(REGION_URLS[region as keyof typeof REGION_URLS]).host}\\)`,
        ),
      );
    }
  });

  it('explains webhooks in its fields, because the form does not show the description of an object', () => {
    for (const [path, { description }] of leaves(root).filter(([path]) => path.startsWith('webhooks.'))) {
      expect(description, path).toMatch(/webhook receiver/);
      expect(description, path).toMatch(/empty if you run no receiver/);
    }
  });

  it('lists each choice once, and the default is one of them', () => {
    for (const [, { enum: choices, default: value }] of leaves(root)) {
      if (!Array.isArray(choices)) continue;
      expect(new Set(choices).size).toBe(choices.length);
      expect(choices).toContain(value);
    }
  });

  it('requires only what has no default', () => {
    expect(root.required).toEqual(['integration_key', 'start_date']);
    for (const [path, schema] of leaves(root)) {
      if (schema.type !== 'string' || schema.enum !== undefined) expect(schema, path).toHaveProperty('default');
    }
  });
});
