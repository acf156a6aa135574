import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { StatePayload } from '../helpers/airbyte/messages.ts';
import { type FakePendo, fakePendo } from '../helpers/fake-pendo.ts';
import { expectComplete, expectFailed, stateOf, warningsOf } from '../helpers/read-emulator.ts';
import { type ReadHereResult, readHere } from '../helpers/read-here.ts';
import { lastStates, recordsOf } from '../helpers/run.ts';

const NAME = 'daily_totals';
const DAY_MS = 86_400_000;
const SOURCES = ['events', 'pageEvents', 'featureEvents', 'trackEvents', 'guideEvents', 'pollEvents'] as const;
const STREAM_OF = {
  events: 'events',
  pageEvents: 'page_events',
  featureEvents: 'feature_events',
  trackEvents: 'track_events',
  guideEvents: 'guide_events',
  pollEvents: 'poll_events',
} as const;

type Source = (typeof SOURCES)[number];

interface Count {
  readonly source: Source;
  readonly appId: number;
  readonly day: number;
}

let pendo: FakePendo;
/** What the subscription has; a test may change it between two syncs. */
let counts: readonly Count[] = [];
/** The sources that Pendo refuses, with the status. */
let refused: Partial<Record<Source, number>> = {};

beforeAll(async () => {
  pendo = await fakePendo(({ source, filter, pipeline }) => {
    if (!(source in STREAM_OF)) return [];
    const status = refused[source as Source];
    if (status !== undefined) return { status, body: 'no' };
    const [, from, to] = />= (\d+) && \w+ < (\d+)/.exec(filter) ?? [];
    const { appId } = (Object.values(pipeline[0]?.source ?? {})[0] ?? {}) as { appId?: unknown };
    const field = source === 'guideEvents' || source === 'pollEvents' ? 'dayOfEvent' : 'day';
    return counts
      .filter((count) => count.source === source && count.day >= Number(from) && count.day < Number(to))
      .filter((count) => !Array.isArray(appId) || appId.includes(count.appId))
      .map((count) => ({ [field]: count.day, appId: count.appId, rows: 3, visitors: 2, numEvents: 5, numMinutes: 4 }));
  });
});
afterEach(() => {
  counts = [];
  refused = {};
  pendo.asked.length = 0;
});
afterAll(() => pendo.close());

const TODAY = Math.floor(Date.now() / DAY_MS) * DAY_MS;
const daysAgo = (days: number) => TODAY - days * DAY_MS;

function days(source: Source, appId: number, ...ago: readonly number[]): Count[] {
  return ago.map((count) => ({ source, appId, day: daysAgo(count) }));
}

function sync(state: readonly unknown[] = [], config: object = {}): Promise<ReadHereResult> {
  return readHere(NAME, { config: { ...pendo.config, start_date: '2023-01-01', ...config }, state });
}

/** Each record as `source app days-ago rows`, in no order of its own. */
function totals({ messages }: ReadHereResult): readonly string[] {
  return recordsOf(messages, NAME)
    .map(({ source, app_id, day, rows }) => `${source} ${app_id} ${(TODAY - Date.parse(String(day))) / DAY_MS} ${rows}`)
    .sort();
}

/** The requests for counts, without the request for the time zone. */
function countsAsked() {
  return pendo.asked.filter(({ source, filter }) => source in STREAM_OF && filter !== '');
}

/** The state as it would be a day later: the next sync counts all of the history again. */
function aDayLater(run: ReadHereResult, changes: object = {}): readonly unknown[] {
  return (lastStates(run.messages) as StatePayload[]).map(({ stream, ...rest }) => {
    const deep_read_at = new Date(Date.now() - DAY_MS).toISOString();
    return { ...rest, stream: { ...stream, stream_state: { ...stream.stream_state, deep_read_at, ...changes } } };
  });
}

describe('A day of an app that no longer has rows', () => {
  test('comes with zeros once, in the next sync that counts it again, and no other day does.', async () => {
    counts = [...days('pageEvents', 1, 0, 1, 40), ...days('pageEvents', 2, 40), ...days('events', 2, 40)];
    const first = await sync();
    expectComplete(first);
    expect(totals(first)).toEqual(
      ['page_events 1 0 3', 'page_events 1 1 3', 'page_events 1 40 3', 'page_events 2 40 3', 'events 2 40 3'].sort(),
    );

    counts = [...days('pageEvents', 1, 0, 40), ...days('events', 2, 40)];
    const soon = await sync(lastStates(first.messages));
    expectComplete(soon);
    expect(totals(soon), 'only the newest days are counted').toEqual(['page_events 1 0 3', 'page_events 1 1 0']);

    const later = await sync(aDayLater(soon));
    expect(totals(later)).toEqual(['events 2 40 3', 'page_events 1 0 3', 'page_events 1 40 3', 'page_events 2 40 0']);

    const again = await sync(aDayLater(later));
    expect(totals(again)).toEqual(['events 2 40 3', 'page_events 1 0 3', 'page_events 1 40 3']);
  });

  test('has zeros in each column that its stream has: single events have no minutes.', async () => {
    counts = [...days('events', 1, 9), ...days('guideEvents', 1, 9), ...days('pollEvents', 0, 9)];
    const first = await sync();
    counts = [];
    const zeros = recordsOf((await sync(aDayLater(first))).messages, NAME);
    const numbers = zeros.map(({ source, app_id, rows, num_events, num_minutes, visitors }) => [
      ...[source, app_id, rows, num_events, num_minutes, visitors],
    ]);
    expect(numbers).toEqual([
      ['events', 1, 0, 0, 0, 0],
      ['guide_events', 1, 0, 0, null, 0],
      ['poll_events', 0, 0, 0, null, 0],
    ]);
  });

  test('comes with zeros also when exclude_list changes, or the start date moves back.', async () => {
    counts = days('events', 1, 5, 50);
    const first = await sync([], { start_date: '2024-01-01' });
    counts = days('events', 1, 5);
    const state = lastStates(first.messages);
    const wanted = ['events 1 5 3', 'events 1 50 0'];
    expect(totals(await sync(state, { start_date: '2024-01-01', exclude_list: 'ignore' }))).toEqual(wanted);
    expect(totals(await sync(state))).toEqual(wanted);
  });

  test('does not come when app_ids no longer names the app.', async () => {
    counts = [...days('events', 1, 3), ...days('events', 2, 3), ...days('pollEvents', 0, 3)];
    const first = await sync();
    expect(totals(await sync(aDayLater(first), { app_ids: '1' }))).not.toContain('events 2 3 0');
  });

  test('does not come while Pendo refuses its source, and comes with zeros after that.', async () => {
    counts = [...days('events', 1, 3), ...days('trackEvents', 1, 3)];
    const first = await sync();
    counts = days('events', 1, 3);
    refused = { trackEvents: 403 };
    const second = await sync(aDayLater(first));
    expectComplete(second);
    expect(totals(second)).toEqual(['events 1 3 3']);
    expect(warningsOf(second)).toEqual([
      expect.stringContaining('track_events is missing, because Pendo did not count it'),
    ]);
    refused = {};
    expect(totals(await sync(aDayLater(second)))).toEqual(['events 1 3 3', 'track_events 1 3 0']);
  });

  test('comes with zeros only together with the days that have its hours now, after the time zone has moved.', async () => {
    counts = days('guideEvents', 1, 0, 1, 2, 3, 4);
    const first = await sync();
    counts = counts.map((count) => ({ ...count, day: count.day - 7 * (DAY_MS / 24) }));
    const records = recordsOf((await sync(lastStates(first.messages))).messages, NAME);
    const isCounted = (time: number) =>
      records.some(({ day, rows }) => rows !== 0 && Math.abs(Date.parse(String(day)) - time) <= 7 * (DAY_MS / 24));
    const gone = records.filter(({ rows }) => rows === 0).map(({ day }) => Date.parse(String(day)));
    expect(gone).not.toEqual([]);
    expect(gone.filter((day) => !isCounted(day))).toEqual([]);
  });

  test('does not come when it is before start_date or after end_date.', async () => {
    counts = days('events', 1, 2, 30, 300);
    const first = await sync();
    counts = [];
    const from = new Date(daysAgo(100)).toISOString().slice(0, 10);
    const to = new Date(daysAgo(10)).toISOString().slice(0, 10);
    expect(totals(await sync(aDayLater(first), { start_date: from, end_date: to }))).toEqual(['events 1 30 0']);
  });
});

test('A source that fails with 500 fails the stream, and there is no new state.', async () => {
  counts = days('events', 1, 3);
  refused = { pollEvents: 500 };
  const run = await sync();
  expectFailed(run, 'poll_events');
  expect(stateOf(run)).toBeUndefined();
});

test('A history of years is counted by windows of a year or less.', async () => {
  counts = days('events', 1, 1, 300, 700, 1000);
  const first = await sync();
  expect(totals(first)).toHaveLength(4);
  const asked = (source: string) => countsAsked().filter((request) => request.source === source);
  expect(asked('events').length).toBeLessThan(12);
  const spans = asked('events').map(({ filter }) => /(\d+) && \w+ < (\d+)/.exec(filter) ?? []);
  for (const [, from, to] of spans) expect(Number(to) - Number(from)).toBeLessThanOrEqual(365 * DAY_MS);
});

test('Single events are requested up to the end of the last day that begins in a window, whether Pendo rounds times or not.', async () => {
  await sync();
  for (const { source, filter, pipeline } of countsAsked()) {
    const [step] = pipeline as readonly [{ source: { timeSeries: { first: number; last: number } } }];
    const { timeSeries } = step.source;
    const [, from, to] = />= (\d+) && \w+ < (\d+)/.exec(filter) ?? [];
    const isSingle = source === 'guideEvents' || source === 'pollEvents';
    expect(timeSeries.first).toBe(Number(from));
    expect(timeSeries.last - Number(to)).toBeGreaterThanOrEqual(isSingle ? DAY_MS : -1);
  }
});

describe('The state', () => {
  const APPS = [-323232, 5629499534213120, 6012345678901248, 3, 4];
  const everyDay = Array.from({ length: 1096 }, (_, index) => index + 1);
  const isWorkday = (ago: number) => ![0, 6].includes(new Date(daysAgo(ago)).getUTCDay());

  test.each([
    ['every day', everyDay, 0],
    ['working days only', everyDay.filter(isWorkday), 0],
    ['every other day', everyDay.filter((ago) => ago % 2 === 0), 0],
    ['every day, and single events by days of another time zone', everyDay, 5 * 3_600_000],
  ])('of three years, six sources and five apps stays below 10 KB: %s.', async (_title, ago, shift) => {
    counts = SOURCES.flatMap((source) =>
      APPS.flatMap((app) =>
        days(source, app, ...ago).map((count) =>
          source.endsWith('eEvents') || source === 'pollEvents' ? { ...count, day: count.day - shift } : count,
        ),
      ),
    );
    const first = await sync();
    expect(recordsOf(first.messages, NAME)).toHaveLength(counts.length);
    expect(JSON.stringify(stateOf(first)).length).toBeLessThan(10_000);
    // The state knows every single day: take away one of each kind.
    const gone = [counts[0], counts[counts.length >> 1], counts.at(-1)];
    counts = counts.filter((count) => !gone.includes(count));
    const zeros = recordsOf((await sync(aDayLater(first))).messages, NAME).filter(({ rows }) => rows === 0);
    expect(zeros.map(({ source, app_id, day }) => [source, Number(app_id), Date.parse(String(day))])).toEqual(
      gone.map((count) => [STREAM_OF[count?.source ?? 'events'], count?.appId, count?.day]),
    );
  });
});

describe('A state', () => {
  const runs = [[TODAY - 3 * DAY_MS, 3]];
  const ofEvents = (days: object) => ({ events: { runs, apps: { 1: 'BQ==' }, ...days } });

  let first: ReadHereResult;

  beforeAll(async () => {
    counts = days('events', 1, 1, 3);
    first = await sync();
  });

  test.each([
    ...[null, 7, 'x', [], {}, { events: null }, { events: [] }, { events: {} }, { events: { runs: 1, apps: 1 } }],
    ofEvents({ apps: { x: '/w==', '': '/w==', '1.5': '/w==', '99999999999999999999': '/w==' } }),
    ofEvents({ apps: { 1: 7, 2: null, 3: [], 4: {} } }),
    {
      ...ofEvents({}),
      'no stream': { runs, apps: { 1: '/w==' } },
      __proto__: { events: { runs, apps: { 2: '/w==' } } },
    },
    ...[
      ['x', 3],
      [null],
      5,
      [TODAY - 9 * DAY_MS, 2.5],
      [TODAY - 9 * DAY_MS, '3'],
      [TODAY, 1e9],
      [TODAY, -1],
      [9e15, 3],
      [],
    ].map((run) => ofEvents({ runs: [run, ...runs], apps: { 1: '/////w==' } })),
    ofEvents({ runs: Array.from({ length: 20 }, () => [TODAY, 9_999]), apps: { 1: '/w==' } }),
  ])('with wrong content is replaced, and no count is lost: %j.', async (garbage) => {
    counts = days('events', 1, 1, 3);
    const second = await sync(aDayLater(first, { days: garbage }));
    expectComplete(second);
    expect(totals(second)).toEqual(['events 1 1 3', 'events 1 3 3']);
    expect(stateOf(second)?.days).toEqual(stateOf(first)?.days);
  });
});
