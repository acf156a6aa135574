import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { DEFAULT_NOW } from '../../emulator/data/index.ts';
import { type Emulator, startEmulator } from '../../emulator/index.ts';
import type { StreamName } from '../../src/streams/index.ts';
import type { JsonRecord, Stream } from '../helpers/airbyte/messages.ts';
import { compareTables } from '../helpers/compare-tables.ts';
import { fakePendo } from '../helpers/fake-pendo.ts';
import { expectComplete, readEmulator, stateOf, warningsOf } from '../helpers/read-emulator.ts';
import { type ReadHereResult, readHere } from '../helpers/read-here.ts';
import { lastStates, recordsOf } from '../helpers/run.ts';
import { expectedTable, keyOf, keyText, type Table, tableOf } from '../helpers/tables.ts';

const HOUR_MS = 3_600_000;
const CONFIG = { start_date: '2026-06-01' };

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator({ scale: 'tiny' });
});
afterEach(() => {
  emulator.clock.set(DEFAULT_NOW);
  emulator.faults.clear();
  emulator.requests.clear();
  Object.assign(emulator.behaviour, { pollAnswerField: 'response', maxRows: undefined, tooBig: '408' });
});
afterAll(() => emulator.close());

/** A table into which each sync upserts its records, and the state of the last sync. */
function createTable(name: string, config: object = {}) {
  const rows = new Map<string, JsonRecord>();
  let state: unknown[] = [];
  let stream: Stream | undefined;
  return {
    async sync(): Promise<ReadHereResult> {
      const run = await readEmulator(emulator, name, { ...CONFIG, ...config }, state);
      expectComplete(run);
      stream = run.catalog.streams[0]?.stream as Stream;
      const key = keyOf(stream);
      for (const record of recordsOf(run.messages, name)) rows.set(keyText(record, key), record);
      state = lastStates(run.messages);
      return run;
    },
    differences: () =>
      compareTables(stream as Stream, wanted(stream as Stream), tableOf(rows.values(), stream as Stream)),
    get size() {
      return rows.size;
    },
  };
}

function wanted(stream: Stream): Table {
  return expectedTable({ subscription: emulator.subscription, stream, config: CONFIG, now: emulator.clock.now() });
}

const STREAMS: readonly StreamName[] = [
  'guides_seen',
  'polls_seen',
  'guide_versions',
  'daily_totals',
  'visitor_accounts',
  'visitor_apps',
  'account_apps',
  'email_events',
];

test.each([
  ['guide_versions', '/api/v1/guide', {}],
  ['report_results', '/api/v1/report', { report_ids: '*' }],
] as const)('When the list of objects breaks off, no row of %s comes twice.', async (name, path, config) => {
  emulator.faults.add({ match: { path, times: 1 }, cut: { afterRows: 3 } });
  const run = await readEmulator(emulator, name, { ...CONFIG, ...config });
  expectComplete(run);
  const key = keyOf(run.catalog.streams[0]?.stream as Stream);
  const keys = recordsOf(run.messages, name).map((record) => keyText(record, key));
  expect(keys).not.toEqual([]);
  expect(new Set(keys).size).toBe(keys.length);
});

describe.each(STREAMS)('The stream %s', (name) => {
  let table: ReturnType<typeof createTable>;
  let first: ReadHereResult;
  beforeAll(async () => {
    table = createTable(name);
    first = await table.sync();
  });

  test('sends little when nothing has changed, and its state stays the same.', async () => {
    expect(table.differences()).toEqual([]);
    expect(recordsOf(first.messages, name)).toHaveLength(table.size);
    const second = await table.sync();
    expect(table.differences()).toEqual([]);
    const { deep_read_at: _before, ...before } = stateOf(first) ?? {};
    const { deep_read_at: _after, ...after } = stateOf(second) ?? {};
    // Their state has the time of the read: of events, and of a guide without a time of change.
    if (!['guide_versions', 'email_events'].includes(name)) expect(after).toEqual(before);
    expect(recordsOf(second.messages, name).length).toBeLessThan(recordsOf(first.messages, name).length);
  });

  test('then has the rows of Pendo after syncs an hour, a day and twelve days later, and the first of them reads little.', async () => {
    emulator.clock.advance(HOUR_MS);
    const hourLater = await table.sync();
    expect(table.differences()).toEqual([]);
    expect(recordsOf(hourLater.messages, name).length).toBeLessThan(recordsOf(first.messages, name).length);

    emulator.clock.advance(24 * HOUR_MS);
    expect(table.differences()).not.toEqual([]);
    await table.sync();
    expect(table.differences()).toEqual([]);

    emulator.clock.advance(24 * 12 * HOUR_MS);
    await table.sync();
    expect(table.differences()).toEqual([]);
  });
});

test('Poll answers are the same whether Pendo calls the field response or pollResponse.', async () => {
  const table = createTable('polls_seen');
  await table.sync();
  emulator.behaviour.pollAnswerField = 'pollResponse';
  emulator.clock.advance(25 * HOUR_MS);
  const run = await table.sync();
  expect(table.differences()).toEqual([]);
  const records = recordsOf(run.messages, 'polls_seen');
  expect(records.length).toBeGreaterThan(0);
  for (const record of records) expect(typeof record.response).toBe('string');
  expect(records.filter(({ additional_fields }) => additional_fields !== null)).toEqual([]);
});

describe.each(['guides_seen', 'polls_seen'] as const)('The stream %s', (name) => {
  const source = name === 'guides_seen' ? 'guidesSeenEver' : 'pollsSeenEver';

  test('reads all rows when Pendo refuses to filter by time, with one warning.', async () => {
    const table = createTable(name);
    const first = await table.sync();
    emulator.clock.advance(25 * HOUR_MS);
    emulator.faults.add({ match: { source, body: /"filter"/ }, status: 400, body: 'bad filter' });
    const run = await table.sync();
    expect(table.differences()).toEqual([]);
    expect(recordsOf(run.messages, name).length).toBeGreaterThan(recordsOf(first.messages, name).length);
    expect(warningsOf(run)).toEqual([expect.stringContaining(`${name}: Pendo refused to filter by time`)]);
  });

  test.each(['400', '408', 'cut'] as const)(
    'is read by ranges of visitors when one answer is too large (%s).',
    async (tooBig) => {
      const table = createTable(name, { advanced: { page_size: 16 } });
      Object.assign(emulator.behaviour, { maxRows: 25, tooBig });
      const first = await table.sync();
      expect(table.differences()).toEqual([]);
      expect(recordsOf(first.messages, name)).toHaveLength(table.size);
      emulator.clock.advance(25 * HOUR_MS);
      await table.sync();
      expect(table.differences()).toEqual([]);
    },
  );
});

/** Each of them is a time at which the state of a guide changed. */
const MOMENTS = [
  'firstSeenAt',
  'lastSeenAt',
  'lastAdvancedAutoAt',
  'lastDismissedAutoAt',
  'lastTimeoutAt',
  'lastNotSeenAt',
];

test.each(MOMENTS)('A state of a guide comes again when only its %s has changed.', async (moment) => {
  const seen = (visitorId: string, time: number) => ({ guideId: 'g', guideStepId: 's', visitorId, lastSeenAt: time });
  const now = Date.now();
  const rows = [seen('old', now - 90 * 24 * HOUR_MS), seen('new', now - HOUR_MS)] as Record<string, unknown>[];
  const pendo = await fakePendo(({ source, filter }) => {
    if (source !== 'guidesSeenEver') return [];
    const conditions = [...filter.matchAll(/(\w+) >= (\d+)/g)];
    const passes = (row: Record<string, unknown>) =>
      conditions.length === 0 || conditions.some(([, name = '', since]) => Number(row[name] ?? 0) >= Number(since));
    return rows.filter(passes);
  });
  const first = await readHere('guides_seen', { config: pendo.config });
  const state = lastStates(first.messages);
  const unchanged = await readHere('guides_seen', { config: pendo.config, state });
  expect(recordsOf(unchanged.messages, 'guides_seen').map(({ visitor_id }) => visitor_id)).toEqual(['new']);
  Object.assign(rows[0] ?? {}, { [moment]: now });
  const second = await readHere('guides_seen', { config: pendo.config, state: lastStates(unchanged.messages) });
  expect(
    recordsOf(second.messages, 'guides_seen')
      .map(({ visitor_id }) => visitor_id)
      .sort(),
  ).toEqual(['new', 'old']);
  await pendo.close();
});

describe('The versions of guides', () => {
  test('cost one request per guide that changed.', async () => {
    const table = createTable('guide_versions');
    await table.sync();
    const guides = [
      ...emulator.subscription.objects(
        'guides',
        emulator.clock.now(),
        emulator.subscription.apps.map(({ id }) => id),
      ),
    ];
    expect(emulator.requests.count(({ path }) => path.endsWith('/history'))).toBe(guides.length);
    const before = emulator.clock.now();
    emulator.requests.clear();
    emulator.clock.advance(26 * HOUR_MS);
    await table.sync();
    const after = [
      ...emulator.subscription.objects(
        'guides',
        emulator.clock.now(),
        emulator.subscription.apps.map(({ id }) => id),
      ),
    ];
    const changed = after.filter(({ lastUpdatedAt }) => Number(lastUpdatedAt) > before);
    const asked = emulator.requests
      .all()
      .filter(({ path }) => path.endsWith('/history'))
      .map(({ path }) => path.split('/').at(-2));
    expect(asked).toEqual(expect.arrayContaining(changed.map(({ id }) => id)));
    expect(asked.length).toBeLessThan(after.length);
  });

  test('of a guide that Pendo deleted after the list are left out, and the others come.', async () => {
    emulator.faults.add({ match: { path: '/history', nth: 2 }, status: 404, body: 'guide not found' });
    const run = await readEmulator(emulator, 'guide_versions', CONFIG);
    expectComplete(run);
    expect(warningsOf(run)).toEqual([]);
    const known = [
      ...emulator.subscription.objects(
        'guides',
        emulator.clock.now(),
        emulator.subscription.apps.map(({ id }) => id),
      ),
    ];
    expect(new Set(recordsOf(run.messages, 'guide_versions').map(({ id }) => id)).size).toBe(known.length - 1);
  });

  test('without an id have their time of change as their key.', async () => {
    const versions = [
      { id: 'g', lastUpdatedAt: 1_700_000_000_001 },
      { id: 'g', lastUpdatedAt: 1_700_000_000_000 },
    ];
    const pendo = await fakePendo(({ path }) =>
      path.endsWith('/guide') ? [{ id: 'g' }] : path.endsWith('/history') ? versions : [],
    );
    const run = await readHere('guide_versions', { config: pendo.config });
    expectComplete(run);
    expect(recordsOf(run.messages, 'guide_versions').map(({ stable_version_id }) => stable_version_id)).toEqual([
      '1700000000001',
      '1700000000000',
    ]);
    await pendo.close();
  });
});

describe('A stream that is made from visitors', () => {
  const auto = (fields: object) => ({ metadata: { auto: { lastupdated: Date.now() - HOUR_MS, ...fields } } });

  test('does not end at a page of visitors without any rows.', async () => {
    const visitors = Array.from({ length: 9 }, (_, index) => ({
      visitorId: `v${index}`,
      ...auto(index === 8 ? { accountids: ['a', 'b'], accountid: 'b' } : {}),
    }));
    const pendo = await fakePendo(({ source, filter, pipeline }) => {
      if (source !== 'visitors') return [];
      const after = /visitorId > "(\w+)"/.exec(filter)?.[1] ?? '';
      const limit = Number(pipeline.find((step) => 'limit' in step)?.limit ?? 99);
      return visitors.filter(({ visitorId }) => visitorId > after).slice(0, limit);
    });
    const config = { ...pendo.config, advanced: { page_size: 2 } };
    const run = await readHere('visitor_accounts', { config });
    expectComplete(run);
    expect(
      recordsOf(run.messages, 'visitor_accounts').map(({ account_id, is_current }) => [account_id, is_current]),
    ).toEqual([
      ['a', false],
      ['b', true],
    ]);
    const again = await readHere('visitor_accounts', { config, state: lastStates(run.messages) });
    expect(recordsOf(again.messages, 'visitor_accounts')).toHaveLength(2);
    await pendo.close();
  });

  test.each([
    [
      [-5, 7],
      [-5, 7],
    ],
    [
      [5, -7],
      [5, -7],
    ],
    [[], [-5, 7]],
    [
      [5, -5, 7, -7],
      [-5, 7],
    ],
  ])('knows which app ids are negative: %j.', async (apps, wantedIds) => {
    const visitor = {
      visitorId: 'v',
      metadata: { auto: {}, auto__5: { firstvisit: 1 }, auto_7: {}, auto_x: {}, automatic_7: {} },
    };
    const pendo = await fakePendo(({ source, filter }) => {
      if (source === 'apps') return apps.map((id) => ({ id }));
      return source === 'visitors' && !filter.includes('visitorId >') ? [visitor] : [];
    });
    const run = await readHere('visitor_apps', { config: pendo.config });
    expectComplete(run);
    expect(recordsOf(run.messages, 'visitor_apps').map(({ app_id }) => Number(app_id))).toEqual(wantedIds);
    await pendo.close();
  });
});
