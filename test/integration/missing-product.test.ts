import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Emulator, startEmulator } from '../../emulator/index.ts';
import { PRODUCTS, type Product } from '../../emulator/products.ts';
import { toAirbyteStream } from '../../src/streams/catalog.ts';
import { STREAMS } from '../../src/streams/index.ts';
import type { Catalog, StatePayload } from '../helpers/airbyte/messages.ts';
import { expectComplete, expectFailed, readEmulator, stateOf, warningsOf } from '../helpers/read-emulator.ts';
import { type ReadHereResult, readCatalogHere } from '../helpers/read-here.ts';
import { configuredCatalog, lastStates, recordsOf } from '../helpers/run.ts';
import { pullFacts } from '../helpers/streams/index.ts';

/** The streams that have no rows without the product. */
const STREAMS_OF: Readonly<Record<Product, readonly string[]>> = {
  areas: ['product_areas', 'product_area_items', 'guide_categories'],
  bulkDeletions: ['bulk_deletions'],
  doNotProcess: ['do_not_process_visitors', 'do_not_process_accounts'],
  email: ['email_events'],
  excludeList: ['exclude_list', 'servers'],
  feedback: ['feedback', 'ideas', 'feedback_votes'],
  guideVersions: ['guide_versions'],
  recordings: ['recordings'],
  reports: ['reports', 'report_results'],
  seenStates: ['guides_seen', 'polls_seen'],
  segments: ['segments', 'segment_members'],
  singleEvents: ['single_events'],
};

/** Besides 403, which each product is refused with on its own. */
const OTHER_STATUSES = [400, 404, 410, 422] as const;
/** Every subscription has these streams. */
const FIRST_TABLE = STREAMS.filter(({ mayBeRefused, source }) => !mayBeRefused && source.kind !== 'webhooks');
const NO_STATE = { __ab_no_cursor_state_message: true };

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator({ scale: 'tiny' });
});
afterEach(() => {
  emulator.faults.clear();
  emulator.behaviour.lackingProducts = undefined;
  emulator.behaviour.lackingStatus = 403;
});
afterAll(() => emulator.close());

const CONFIG = { segment_ids: '*', report_ids: '*' };

function read(stream: string, more: object = {}, state: readonly unknown[] = []): Promise<ReadHereResult> {
  return readEmulator(emulator, stream, { ...CONFIG, ...more }, state);
}

/** Reads these streams with one command. */
function readTogether(names: readonly string[], state: readonly unknown[] = []): Promise<ReadHereResult> {
  const streams = STREAMS.filter(({ name }) => names.includes(name)).map((stream) => toAirbyteStream(stream, 'day'));
  const catalog = configuredCatalog({ streams } as unknown as Catalog);
  const access = { integration_key: emulator.integrationKey, base_url: emulator.url, start_date: '2026-06-01' };
  const now = () => Math.floor(emulator.clock.date());
  return readCatalogHere(catalog, { config: { ...access, ...CONFIG }, state, now });
}

function expectEmpty(streams: readonly string[], run: ReadHereResult, status: number): void {
  expectComplete(run);
  expect(run.messages.filter(({ record }) => record !== undefined)).toEqual([]);
  const warnings = warningsOf(run).toSorted();
  expect(warnings).toEqual(
    streams.toSorted().map(() => expect.stringContaining('The subscription may lack the product')),
  );
  for (const [at, stream] of streams.toSorted().entries())
    expect(warnings[at]).toMatch(new RegExp(`^${stream}: .*HTTP ${status} `));
}

function expectFailure(run: ReadHereResult): void {
  expectFailed(run);
  expect(run.warnings.filter((warning) => warning.includes('may lack the product'))).toEqual([]);
}

/** The last state of each stream. */
function statesOf({ messages }: ReadHereResult): Readonly<Record<string, unknown>> {
  const states = lastStates(messages) as StatePayload[];
  return Object.fromEntries(states.map(({ stream }) => [stream.stream_descriptor.name, stream.stream_state]));
}

test('The table above names the streams of every product of the emulator.', () => {
  expect(Object.keys(STREAMS_OF).sort()).toEqual([...PRODUCTS].sort());
});

describe('Streams whose product the subscription lacks', () => {
  const all = Object.values(STREAMS_OF).flat();
  let before: Readonly<Record<string, unknown>>;
  let payloads: readonly StatePayload[];

  beforeAll(async () => {
    const run = await readTogether(all);
    for (const stream of all) expect(recordsOf(run.messages, stream).length, stream).toBeGreaterThan(0);
    before = statesOf(run);
    payloads = lastStates(run.messages) as StatePayload[];
  });

  async function expectEmptyAndComplete(products: readonly Product[], status: number): Promise<void> {
    const streams = products.flatMap((product) => STREAMS_OF[product]);
    emulator.behaviour.lackingProducts = products;
    emulator.behaviour.lackingStatus = status as 403;
    const first = await readTogether(streams);
    expectEmpty(streams, first, status);
    expect(statesOf(first)).toEqual(Object.fromEntries(streams.map((stream) => [stream, NO_STATE])));

    const own = payloads.filter(({ stream }) => streams.includes(stream.stream_descriptor.name));
    const later = await readTogether(streams, own);
    expectEmpty(streams, later, status);
    expect(statesOf(later)).toEqual(Object.fromEntries(streams.map((stream) => [stream, before[stream]])));
  }

  test.each(PRODUCTS)('are empty and complete, and keep their state, when Pendo answers 403: %s.', (product) =>
    expectEmptyAndComplete([product], 403),
  );

  test.each(OTHER_STATUSES)(
    'are empty and complete, and keep their state, when Pendo answers %i for all products.',
    (status) => expectEmptyAndComplete(PRODUCTS, status),
  );

  test.each(PRODUCTS)('fail when Pendo answers 401, because that is about the key: %s.', async (product) => {
    emulator.behaviour.lackingProducts = [product];
    emulator.behaviour.lackingStatus = 401 as 403;
    const run = await readTogether(STREAMS_OF[product]);
    expectFailure(run);
    const last = new Map(
      run.messages.flatMap(({ trace }) =>
        trace?.stream_status ? [[trace.stream_status.stream_descriptor.name, trace.stream_status.status]] : [],
      ),
    );
    expect(Object.fromEntries(last)).toEqual(
      Object.fromEntries(STREAMS_OF[product].map((stream) => [stream, 'INCOMPLETE'])),
    );
  });
});

/** Each subscription has what these streams ask for. Users, totals and freshness ask for several things. */
const OTHERS = STREAMS.filter(
  ({ name, mayBeRefused }) => mayBeRefused && !Object.values(STREAMS_OF).flat().includes(name),
).map(({ name }) => name);

test.each(OTHERS)('The stream %s is empty and complete when Pendo refuses all that it asks for.', async (stream) => {
  const before = lastStates((await read(stream)).messages);
  const ofSeveral = ['users', 'daily_totals', 'data_freshness'].includes(stream);
  const match = ofSeveral ? { when: ({ path }: { path: string }) => !path.includes('token') } : pullFacts(stream).asks;
  emulator.faults.add({ match, status: 404, body: 'no' });
  const run = await read(stream, {}, before);
  expect(run.exitCode).toBe(0);
  expect(recordsOf(run.messages, stream)).toEqual([]);
  expect(warningsOf(run).filter((warning) => warning.includes('may lack the product'))).toHaveLength(1);
  if (!ofSeveral) expectEmpty([stream], run, 404);
  expect(stateOf(run)).toEqual((before as StatePayload[])[0]?.stream.stream_state);
  expect(recordsOf((await read(stream, {}, lastStates(run.messages))).messages, stream)).toEqual([]);

  emulator.faults.clear();
  expect(recordsOf((await read(stream)).messages, stream).length).toBeGreaterThan(0);
});

test.each([
  ['users', { path: '/segment' }],
  ['daily_totals', { source: 'trackEvents' }],
  ['data_freshness', { source: 'trackEvents' }],
  ['segment_members', { source: 'visitors', nth: 2, times: 100 }],
  ['report_results', { path: '/results.json', nth: 2, times: 100 }],
  ['guide_versions', { path: '/history' }],
] as const)('The stream %s fails when Pendo answers one of its requests with 401.', async (stream, match) => {
  emulator.faults.add({ match, status: 401, body: 'no' });
  expectFailure(await read(stream));
});

describe.each(FIRST_TABLE.map(({ name }) => name))('The stream %s, which every subscription has,', (stream) => {
  test.each([400, 403])('fails when Pendo refuses it with %i.', async (status) => {
    emulator.faults.add({ match: pullFacts(stream).asks, status, body: 'not for you' });
    expectFailure(await read(stream, { start_date: '2026-06-14' }));
  });
});

describe('A refusal after Pendo has answered the stream once', () => {
  const oneByOne = { advanced: { max_concurrency: 1, window_days: 1, page_size: 1 } };
  const late = (nth: number, status: number) => ({ nth, times: Number.POSITIVE_INFINITY, status });

  test.each([
    ['email_events', { source: 'emailEvents' }, 13],
    ['recordings', { source: 'recordingMetadata' }, 13],
    ['do_not_process_visitors', { source: 'doNotProcessVisitors' }, 3],
    ['visitor_accounts', { source: 'visitors' }, 6],
    ['guide_versions', { path: '/history' }, 3],
  ])('fails %s.', async (stream, match, nth) => {
    const { status, ...when } = late(nth, 403);
    emulator.faults.add({ match: { ...match, ...when }, status, body: 'no' });
    const run = await read(stream, oneByOne);
    expect(recordsOf(run.messages, stream).length).toBeGreaterThan(0);
    expectFailure(run);
  });

  test('fails the stream also when the answers were empty: the subscription has a product that answered once.', async () => {
    const { status, ...when } = late(4, 400);
    emulator.faults.add({ match: { source: 'emailEvents', ...when }, status, body: 'no' });
    const run = await read('email_events', oneByOne);
    expect(recordsOf(run.messages, 'email_events')).toEqual([]);
    expectFailure(run);
  });
});
