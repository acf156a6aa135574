import { describe, expect, it } from 'vitest';
import { ConnectorError } from '../../../src/airbyte/errors.ts';
import { parseConfig, parseJson } from '../../../src/config/load.ts';
import { SPEC } from '../../../src/config/spec.ts';
import type { Config } from '../../../src/config/types.ts';
import { BAD_CONFIG_KEY, BAD_CONFIGS } from '../../helpers/bad-configs.ts';

const NOON = Date.UTC(2026, 2, 15, 12);
const MINIMAL = { integration_key: 'key-of-a-test', start_date: '2025-01-31' };

function parse(values: Record<string, unknown>, nowMs = NOON): Config {
  return parseConfig({ ...MINIMAL, ...values }, { now: () => nowMs });
}

/** Every optional option of spec.json, with the options inside it. */
function optionalProperties(): { readonly name: string; readonly properties: object }[] {
  const { required = [], properties } = SPEC.connectionSpecification;
  return Object.entries(properties)
    .filter(([name]) => !required.includes(name))
    .map(([name, property]) => ({ name, properties: property.properties ?? {} }));
}

function errorOf(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('a bad config', () => {
  it('has at least forty examples, each with its own name', () => {
    expect(BAD_CONFIGS.length).toBeGreaterThanOrEqual(40);
    expect(new Set(BAD_CONFIGS.map(({ name }) => name)).size).toBe(BAD_CONFIGS.length);
  });

  it.each(BAD_CONFIGS)('is refused with one sentence: $name', ({ text, says }) => {
    const error = errorOf(() => parseConfig(parseJson(text, 'config'), { now: () => NOON }));
    expect(error).toBeInstanceOf(ConnectorError);
    const { failureType, message, cause, internalMessage } = error as ConnectorError;
    expect(failureType).toBe('config_error');
    expect(message).toContain(says);
    // One line of visible characters, with a full stop only at its end.
    expect(message).toMatch(/^[ -~]+\.$/);
    expect(message.slice(0, -1)).not.toMatch(/\.( |$)/);
    expect(message).not.toContain('SECRET');
    expect(message).not.toContain(BAD_CONFIG_KEY.slice(0, 8));
    expect([cause, internalMessage]).toEqual([undefined, undefined]);
  });

  it('names the bad properties in the order of the form', () => {
    const error = errorOf(() => parse({ start_date: undefined, advanced: { page_size: 0 }, region: 'x' }));
    expect((error as ConnectorError).message).toMatch(/^region .*; start_date is missing .*; advanced\.page_size /);
  });
});

describe('a good config', () => {
  it('gets the defaults for absent options', () => {
    expect(parse({})).toEqual({
      integrationKey: 'key-of-a-test',
      region: 'us',
      baseUrl: 'https://app.pendo.io',
      startDate: { text: '2025-01-31', utcMidnightMs: Date.UTC(2025, 0, 31) },
      endDate: undefined,
      period: 'day',
      appIds: undefined,
      includeAnonymousVisitors: false,
      excludeList: 'apply',
      lookbackDays: 10,
      historyCheck: true,
      segmentIds: undefined,
      reportIds: undefined,
      maxConcurrency: 8,
      pageSize: 10_000,
      requestTimeoutMs: 330_000,
      windowDays: 30,
    });
  });

  it.each([[null], [''], [' '], ['\n\t\u00a0']])(
    'treats %j as absent for every option, also inside of options',
    (blank) => {
      const defaults = parse({});
      for (const { name, properties } of optionalProperties()) {
        expect(parse({ [name]: blank }), name).toEqual(defaults);
        for (const inner of Object.keys(properties)) {
          expect(parse({ [name]: { [inner]: blank } }), `${name}.${inner}`).toEqual(defaults);
        }
        if (Object.keys(properties).length === 0) continue;
        const allBlank = Object.fromEntries(Object.keys(properties).map((inner) => [inner, blank]));
        expect(parse({ [name]: allBlank }), name).toEqual(defaults);
      }
      expect(parse({ advanced: { max_concurrency: blank, page_size: 7 } })).toEqual(
        parse({ advanced: { page_size: 7 } }),
      );
    },
  );

  it("may have the empty groups that Airbyte's form sends", () => {
    expect(parse({ webhooks: {}, advanced: {} })).toEqual(parse({}));
    expect(parse({}).webhooks).toBeUndefined();
  });

  it('may have properties that the spec does not know', () => {
    expect(parse({ __injected_by_airbyte: { a: 1 }, advanced: { other: [] } })).toEqual(parse({}));
  });

  it('may have blanks around its texts and a byte order mark at the start', () => {
    const text = `\uFEFF${JSON.stringify({ integration_key: ' key-of-a-test\n', start_date: ' 2025-01-31 ', region: ' us ' })}`;
    expect(parseConfig(parseJson(text, 'config'), { now: () => NOON })).toEqual(parse({}));
  });

  it('is not modified', () => {
    const raw = Object.freeze({ ...MINIMAL, region: null, advanced: Object.freeze({}) });
    expect(parseConfig(raw, { now: () => NOON })).toEqual(parse({}));
    expect(raw).toEqual({ ...MINIMAL, region: null, advanced: {} });
  });
});

describe('dates', () => {
  it("may have the format of Qlik's connector", () => {
    expect(parse({ start_date: '01/31/2025', end_date: '02/01/2025' })).toEqual(parse({ end_date: '2025-02-01' }));
  });

  it('may be a leap day', () => {
    expect(parse({ start_date: '2024-02-29' }).startDate.utcMidnightMs).toBe(Date.UTC(2024, 1, 29));
  });

  it('may start on a day that has begun somewhere on Earth, but not later', () => {
    expect(parse({ start_date: '2026-03-16' }, Date.UTC(2026, 2, 15, 10)).startDate.text).toBe('2026-03-16');
    expect(() => parse({ start_date: '2026-03-16' }, Date.UTC(2026, 2, 15, 10) - 1)).toThrow(/lies in the future/);
  });

  it('may end on the day of the start or in the future', () => {
    expect(parse({ end_date: '2025-01-31' }).endDate?.text).toBe('2025-01-31');
    expect(parse({ end_date: '2030-12-31' }).endDate?.text).toBe('2030-12-31');
  });

  it('have no end if the end is blank', () => {
    expect(parse({ end_date: ' ' }).endDate).toBeUndefined();
  });
});

describe('app_ids', () => {
  it.each<[string, number[] | undefined]>([
    ['1122, 2345', [1122, 2345]],
    ['2345,1122 , 2345', [1122, 2345]],
    ['-323232', [-323232]],
    ['5700000000000001', [5700000000000001]],
    ['9007199254740991', [9007199254740991]],
    ['', undefined],
    ['  ', undefined],
  ])('reads %j', (text, ids) => {
    expect(parse({ app_ids: text }).appIds).toEqual(ids);
  });
});

describe('the base URL', () => {
  it.each([
    ['us', 'https://app.pendo.io'],
    ['us1', 'https://us1.app.pendo.io'],
    ['eu', 'https://app.eu.pendo.io'],
    ['jp', 'https://app.jpn.pendo.io'],
    ['au', 'https://app.au.pendo.io'],
  ])('of region %s is %s', (region, url) => {
    expect(parse({ region }).baseUrl).toBe(url);
    expect(parse({ region, base_url: ' ' }).baseUrl).toBe(url);
  });

  it.each([
    ['https://app.example.com', 'https://app.example.com'],
    ['https://APP.example.com:8443/', 'https://app.example.com:8443'],
    ['https://app.example.com/api/v1', 'https://app.example.com'],
    ['https://app.example.com/api/v1/', 'https://app.example.com'],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['http://127.8.9.1/', 'http://127.8.9.1'],
    ['http://localhost:1', 'http://localhost:1'],
    ['http://[::1]:8080', 'http://[::1]:8080'],
    ['http://10.0.0.1:8080', 'http://10.0.0.1:8080'],
    ['http://10.255.255.255', 'http://10.255.255.255'],
    ['http://172.16.0.1', 'http://172.16.0.1'],
    ['http://172.31.255.255', 'http://172.31.255.255'],
    ['http://192.168.1.2:8080/', 'http://192.168.1.2:8080'],
    ['http://[fc00::1]', 'http://[fc00::1]'],
    ['http://[fdff:ffff::1]:8080', 'http://[fdff:ffff::1]:8080'],
    ['http://host.docker.internal:8080', 'http://host.docker.internal:8080'],
    ['http://Host.Docker.Internal', 'http://host.docker.internal'],
  ])('%s overrides the region as %s', (given, url) => {
    expect(parse({ region: 'eu', base_url: given }).baseUrl).toBe(url);
  });
});
