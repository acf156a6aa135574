import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Emulator, startEmulator } from '../../emulator/index.ts';
import { PRODUCTS, type Product } from '../../emulator/products.ts';
import { STREAMS } from '../../src/streams/index.ts';
import type { StatePayload } from '../helpers/airbyte/messages.ts';
import { expectComplete, expectFailed, readEmulator, stateOf, warningsOf } from '../helpers/read-emulator.ts';
import type { ReadHereResult } from '../helpers/read-here.ts';
import { lastStates, recordsOf } from '../helpers/run.ts';
import { pullFacts } from '../helpers/streams/index.ts';

/** The streams that are nothing without the product. */
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

const STATUSES = [400, 403, 404, 410, 422] as const;
/** The streams of the page: every subscription has them. */
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

function read(stream: string, more: object = {}, state: readonly unknown[] = []): Promise<ReadHereResult> {
  return readEmulator(emulator, stream, { segment_ids: '*', report_ids: '*', ...more }, state);
}

function expectEmpty(stream: string, run: ReadHereResult, status: number): void {
  expectComplete(run);
  expect(recordsOf(run.messages, stream)).toEqual([]);
  expect(warningsOf(run)).toEqual([expect.stringContaining('The subscription may lack the product')]);
  expect(warningsOf(run)[0]).toMatch(new RegExp(`^${stream}: .*HTTP ${status} `));
}

function expectFailure(run: ReadHereResult): void {
  expectFailed(run);
  expect(run.warnings.filter((warning) => warning.includes('may lack the product'))).toEqual([]);
}

test('Every product of the emulator has its streams here.', () => {
  expect(Object.keys(STREAMS_OF).sort()).toEqual([...PRODUCTS].sort());
});

describe.each(PRODUCTS.flatMap((product) => STREAMS_OF[product].map((stream) => [product, stream] as const)))(
  'Without the product %s, %s',
  (product, stream) => {
    let before: readonly unknown[];

    beforeAll(async () => {
      const run = await read(stream);
      expect(recordsOf(run.messages, stream).length).toBeGreaterThan(0);
      before = lastStates(run.messages);
    });

    test.each(STATUSES)(
      'is empty and complete when Pendo answers %i, and its state stays as it was.',
      async (status) => {
        emulator.behaviour.lackingProducts = [product];
        emulator.behaviour.lackingStatus = status;
        const first = await read(stream);
        expectEmpty(stream, first, status);
        expect(stateOf(first)).toEqual(NO_STATE);

        const later = await read(stream, {}, before);
        expectEmpty(stream, later, status);
        expect(stateOf(later)).toEqual((before as StatePayload[])[0]?.stream.stream_state);
      },
    );

    test('fails when Pendo answers 401, which is about the key.', async () => {
      emulator.behaviour.lackingProducts = [product];
      emulator.behaviour.lackingStatus = 401 as 403;
      expectFailure(await read(stream));
    });
  },
);

/** Streams that stand on what every subscription has; users, totals and freshness ask for several things. */
const OTHERS = STREAMS.filter(
  ({ name, mayBeRefused }) => mayBeRefused && !Object.values(STREAMS_OF).flat().includes(name),
).map(({ name }) => name);

test.each(OTHERS)('The stream %s is empty and complete too when all that it asks for is refused.', async (stream) => {
  const before = lastStates((await read(stream)).messages);
  const ofSeveral = ['users', 'daily_totals', 'data_freshness'].includes(stream);
  const match = ofSeveral ? { when: ({ path }: { path: string }) => !path.includes('token') } : pullFacts(stream).asks;
  emulator.faults.add({ match, status: 404, body: 'no' });
  const run = await read(stream, {}, before);
  expect(run.exitCode).toBe(0);
  expect(recordsOf(run.messages, stream)).toEqual([]);
  expect(warningsOf(run).filter((warning) => warning.includes('may lack the product'))).toHaveLength(1);
  if (!ofSeveral) expectEmpty(stream, run, 404);
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
] as const)(
  'The stream %s fails when one of the things that it asks for is refused with 401.',
  async (stream, match) => {
    emulator.faults.add({ match, status: 401, body: 'no' });
    expectFailure(await read(stream));
  },
);

describe.each(FIRST_TABLE.map(({ name }) => name))('The stream %s, which every subscription has,', (stream) => {
  test.each([400, 403])('fails when Pendo refuses it with %i.', async (status) => {
    emulator.faults.add({ match: pullFacts(stream).asks, status, body: 'not for you' });
    expectFailure(await read(stream, { start_date: '2026-06-14' }));
  });
});

describe('A refusal after something came', () => {
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

  test('fails the stream also when all that came was empty: what is answered once is no product that is lacking.', async () => {
    const { status, ...when } = late(4, 400);
    emulator.faults.add({ match: { source: 'emailEvents', ...when }, status, body: 'no' });
    const run = await read('email_events', oneByOne);
    expect(recordsOf(run.messages, 'email_events')).toEqual([]);
    expectFailure(run);
  });
});
