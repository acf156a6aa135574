import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Behaviour, DEFAULT_BEHAVIOUR } from '../../emulator/behaviour.ts';
import { DEFAULT_NOW } from '../../emulator/data/index.ts';
import { type Emulator, startEmulator } from '../../emulator/index.ts';
import { PRODUCTS } from '../../emulator/products.ts';
import type { EventSource, ListName, ObjectSource } from '../../emulator/types.ts';
import { BELIEF_GROUPS } from '../../src/probe/beliefs/index.ts';
import { STREAMS } from '../../src/streams/index.ts';
import { QUIET, runProbeHere } from '../helpers/probe.ts';

const DAY_MS = 86_400_000;
const SECRET_KEY = '5e1f-SECRET-77aa-d00d.us';
/** Any report holds shorter texts and smaller numbers by chance. */
const SHORTEST = 3;
const SHORT = 6;
const LEAST_NUMBER = 100_000;

const LISTS: readonly ListName[] = [
  ...(['apps', 'productAreas', 'guideCategories', 'segments', 'reports', 'feedback', 'ideas', 'votes'] as const),
  ...(['excludeList', 'servers', 'bulkDeletions', 'allBulkDeletions'] as const),
];
const OBJECTS: readonly ObjectSource[] = ['pages', 'features', 'trackTypes', 'guides'];
const EVENTS: readonly EventSource[] = [
  ...(['events', 'pageEvents', 'featureEvents', 'trackEvents', 'guideEvents', 'pollEvents'] as const),
  ...(['emailEvents', 'singleEvents', 'recordingMetadata'] as const),
];

interface CustomerValue {
  readonly text: string;
  readonly isShort: boolean;
  /** A short value is searched as a word, a long one as a part of the output without spaces. */
  readonly searched: string;
}

let emulator: Emulator;
let values: readonly CustomerValue[];

beforeAll(async () => {
  emulator = await startEmulator({ scale: QUIET, integrationKey: SECRET_KEY });
  values = customersValues().map((text) => {
    const isShort = text.length < SHORT;
    return { text, isShort, searched: isShort ? text.trim() : withoutSpaces(text) };
  });
});
beforeEach(() => {
  emulator.faults.clear();
  Object.assign(emulator.behaviour, DEFAULT_BEHAVIOUR);
});
afterAll(() => emulator.close());

/** Every text and number of the emulated data, and every name that a customer gives, but not Pendo's own words. */
function customersValues(): readonly string[] {
  const { subscription } = emulator;
  const apps = subscription.apps.map(({ id }) => id);
  const range = { from: DEFAULT_NOW - 2 * DAY_MS, to: DEFAULT_NOW, appIds: apps, blacklist: 'ignore' } as const;
  const found = new Set<string>();
  const take = (rows: Iterable<unknown>) => {
    for (const row of rows) collect(row, found);
  };
  take(subscription.visitors(DEFAULT_NOW));
  take(subscription.accounts(DEFAULT_NOW));
  for (const name of LISTS) take(subscription.list(name, DEFAULT_NOW));
  for (const source of OBJECTS) take(subscription.objects(source, DEFAULT_NOW, apps));
  for (const source of EVENTS) take(subscription.events({ source, period: 'dayRange', ...range }, DEFAULT_NOW));
  for (const source of ['guidesSeenEver', 'pollsSeenEver'] as const)
    take(subscription.seen(source, range, DEFAULT_NOW));
  for (const kind of ['visitor', 'account'] as const) {
    for (const [group, fields] of Object.entries(subscription.metadataSchema(kind))) {
      for (const name of [group, ...Object.keys(Object(fields))]) found.add(name);
    }
  }
  const ours = JSON.stringify([BELIEF_GROUPS, STREAMS]);
  return [...found].filter((value) => value.length >= SHORTEST && !ours.includes(value));
}

function collect(value: unknown, found: Set<string>): void {
  if (typeof value === 'string') found.add(value);
  else if (typeof value === 'number' && Math.abs(value) >= LEAST_NUMBER) found.add(String(value));
  else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) collect(inner, found);
}

/** Finds a long value anywhere, wrapped or not, and a short one as a word. */
function leaked(output: string): string[] {
  const words = new Set(output.split(/[^\p{L}\p{N}_.-]+/u));
  const packed = withoutSpaces(output);
  return values
    .filter(({ isShort, searched }) => (isShort ? words.has(searched) : packed.includes(searched)))
    .map(({ text }) => text);
}

function withoutSpaces(text: string): string {
  return text.replaceAll(/\s+/g, '');
}

async function everythingPrinted(): Promise<string> {
  const config = {
    integration_key: SECRET_KEY,
    start_date: '2026-06-01',
    base_url: emulator.url,
    segment_ids: '*',
    report_ids: '*',
  };
  const text = await runProbeHere(config, () => DEFAULT_NOW, '--debug');
  const json = await runProbeHere(config, () => DEFAULT_NOW, '--json');
  const texts = new Set<string>();
  collect(JSON.parse(json.stdout), texts);
  return [text.stdout, text.stderr, ...texts, json.stderr].join('\n');
}

test('The test searches for thousands of values, and finds each in a report that holds it.', () => {
  expect(values.length).toBeGreaterThan(5000);
  expect(leaked('2 visitors, the first is said "hello"')).toContain('said "hello"');
  expect(leaked('1 visitor,\nthe first is said\n  "hello"')).toContain('said "hello"');
  expect(leaked('Zoeology and more')).toEqual([]);
  expect(leaked('an id: Zoe, and more')).toContain('Zoe');
});

describe('Nothing of the customer is printed', () => {
  const worlds: readonly (readonly [name: string, change: Partial<Behaviour>])[] = [
    ['when all agrees', { gzip: true }],
    ['when every row has a new field', { rowsHaveNewField: true }],
    ['when products are lacking', { lackingProducts: PRODUCTS, lackingStatus: 404 }],
    ['when lists come in groups', { itemListForm: 'groups' }],
    ['when texts are in another order', { sortIgnoresCase: true }],
    ['when reading is refused', { readingNeedsWriteAccess: true }],
  ];
  test.each(worlds)('%s.', async (_name, change) => {
    Object.assign(emulator.behaviour, change);
    const printed = await everythingPrinted();
    expect(leaked(printed)).toEqual([]);
    expect(printed).not.toContain('SECRET');
    expect(printed).not.toContain(new URL(emulator.url).host);
  });

  test('when Pendo repeats it in its refusals.', async () => {
    const secret = values.find(({ text }) => text.length > SHORT)?.text;
    expect(secret).toBeDefined();
    for (const source of ['visitors', 'pageEvents', 'apps']) {
      emulator.faults.add({ match: { source }, status: 400, body: `no rows for ${secret} with ${SECRET_KEY}` });
    }
    const printed = await everythingPrinted();
    expect(leaked(printed)).toEqual([]);
    expect(printed).not.toContain('SECRET');
  });

  test('when rows have metadata and unexpected names at their top level.', async () => {
    const { agent } = emulator.subscription.metadataSchema('account');
    const [metadataName = ''] = Object.keys(Object(agent)).filter((name) => /^[a-z]{3,}$/.test(name));
    expect(metadataName).not.toBe('');
    const names = [metadataName, 'Customer Number', 'x', 'contract_2024', '00Q1', 'pendosOwn'];
    const row = { accountId: 'a', metadata: {}, ...Object.fromEntries(names.map((name) => [name, 1])) };
    emulator.faults.add({ match: { source: 'accounts' }, body: JSON.stringify({ startTime: 0, results: [row] }) });
    // A property of an event that is also a field of the row.
    const event = { visitorId: 'a', properties: { discount: 5 }, discount: 5 };
    emulator.faults.add({ match: { source: 'trackEvents' }, body: JSON.stringify({ startTime: 0, results: [event] }) });
    const printed = await everythingPrinted();
    expect(printed).toContain('1 whose names are not shown');
    expect(printed).not.toContain('discount');
    expect(printed).toContain('without a column: pendosOwn, 5 whose names are not shown');
    expect(leaked(printed)).toEqual([]);
    for (const name of names.slice(1, -1).filter(({ length }) => length > 1)) expect(printed).not.toContain(name);
  });

  test.each(['null', '[]'])(
    'when Pendo answers %s instead of the names of metadata, so that any name could be one.',
    async (body) => {
      emulator.behaviour.rowsHaveNewField = true;
      emulator.faults.add({ match: { path: '/metadata/schema/visitor' }, body });
      const printed = await everythingPrinted();
      expect(printed).toContain('without a column: 1 whose names are not shown');
      expect(printed).not.toContain('fieldFromTheFuture');
    },
  );
});
