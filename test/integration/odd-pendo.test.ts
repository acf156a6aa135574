import { afterEach, describe, expect, test } from 'vitest';
import { toAirbyteStream } from '../../src/streams/catalog.ts';
import { STREAMS } from '../../src/streams/index.ts';
import { activityRows } from '../helpers/fake-activity.ts';
import { FAKE_KEY, type FakeAnswer, type FakePendo, type FakeRequest, fakePendo } from '../helpers/fake-pendo.ts';
import { inThisProcess } from '../helpers/in-this-process.ts';
import { configuredCatalog, discover, type Run, read, recordsOf } from '../helpers/run.ts';

const pendos: FakePendo[] = [];

afterEach(async () => {
  await Promise.all(pendos.splice(0).map((pendo) => pendo.close()));
});

async function start(answer: (request: FakeRequest) => FakeAnswer | undefined): Promise<FakePendo> {
  const pendo = await fakePendo(answer);
  pendos.push(pendo);
  return pendo;
}

async function readStream(name: string, pendo: FakePendo, changes: object = {}, state?: object): Promise<Run> {
  const config = { ...pendo.config, ...changes };
  const period = 'period' in changes ? 'hour' : 'day';
  const streams = STREAMS.filter((stream) => stream.name === name).map((stream) => toAirbyteStream(stream, period));
  const catalog = configuredCatalog({ streams } as unknown as Parameters<typeof configuredCatalog>[0]);
  const states = state === undefined ? {} : { state: [stateMessage(name, state)] };
  return read(config, catalog, { ...states, by: inThisProcess });
}

function stateMessage(name: string, state: object): object {
  return { type: 'STREAM', stream: { stream_descriptor: { name }, stream_state: state } };
}

const DAY = Date.UTC(2026, 5, 10, 4);
const TOO_MUCH = { status: 400, body: 'Query exceeded memory limit' };
const event = (appId: number, pageId = 'p1') => ({
  visitorId: 'v',
  accountId: 'a',
  appId,
  pageId,
  day: DAY,
  numEvents: 1,
});

/** Whether a condition of the filter, as we write it, lets the row's app pass. */
function passesApps(filter: string, appId: number): boolean {
  const wanted = [...filter.matchAll(/appId == (-?\d+)/g)].map(([, id]) => Number(id));
  const unwanted = [...filter.matchAll(/appId != (-?\d+)/g)].map(([, id]) => Number(id));
  return (wanted.length === 0 || wanted.includes(appId)) && !unwanted.includes(appId);
}

/** No other app has events. */
function asksForKnownApps(filter: string): boolean {
  return holdsDay(filter) && !filter.includes('appId != ');
}

function holdsDay(filter: string): boolean {
  const [, from, to] = /(?:day) >= (\d+) && day < (\d+)/.exec(filter) ?? [];
  return DAY >= Number(from) && DAY < Number(to);
}

/** One event per app. A request for all apps gets an error. */
function eventsOfTwoApps(request: FakeRequest): FakeAnswer {
  const { filter, pipeline } = request;
  const { appId } = whole(request);
  const isPart = Array.isArray(appId) || filter.includes('appId') || filter.includes('visitorId');
  if (!isPart && !pipeline.some((step) => 'limit' in step)) return TOO_MUCH;
  // The only visitor is v.
  if (/(?<!!\()visitorId > "v"/.test(filter)) return [];
  const asked = Array.isArray(appId) ? (appId as number[]) : [111, 222];
  return asked.filter((app) => passesApps(filter, app)).map((app) => event(app));
}

/** The parameters of the source. */
function whole({ pipeline }: FakeRequest): { readonly appId?: unknown; readonly pageIds?: unknown } {
  return Object.values(pipeline[0]?.source ?? {})[0] ?? {};
}

describe('A bucket that is too much as a whole', () => {
  test.each([
    ['that names apps by text', [{ id: '111' }, { id: '222' }]],
    ['that is empty', []],
    ['that Pendo refuses', { status: 400, body: 'bad parameters for source type' }],
    ['without one of the apps', [{ id: 111 }]],
  ])('loses no row when the list of apps is one %s.', async (_name, apps) => {
    const pendo = await start((request) => {
      if (request.source === 'apps') return apps as FakeAnswer;
      return request.source === 'events' && holdsDay(request.filter) ? eventsOfTwoApps(request) : [];
    });
    const run = await readStream('events', pendo);
    expect(run.exitCode).toBe(0);
    expect(
      recordsOf(run.messages, 'events')
        .map(({ app_id }) => Number(app_id))
        .sort(),
    ).toEqual([111, 222]);
    expect(JSON.stringify(pendo.asked)).not.toContain('"appId":[]');
  });

  test('has the rows of a page of two apps once, and only those of the chosen app.', async () => {
    const pendo = await start((request) => {
      if (request.source === 'apps') return [{ id: 111 }, { id: 222 }];
      if (request.source === 'pages') return [{ id: 'shared' }];
      if (request.source !== 'pageEvents' || !asksForKnownApps(request.filter)) return [];
      const byIds = whole(request).pageIds !== undefined;
      return byIds
        ? [111, 222].filter((app) => passesApps(request.filter, app)).map((app) => event(app, 'shared'))
        : TOO_MUCH;
    });
    const all = await readStream('page_events', pendo);
    expect(
      recordsOf(all.messages, 'page_events')
        .map(({ app_id }) => Number(app_id))
        .sort(),
    ).toEqual([111, 222]);
    const one = await readStream('page_events', pendo, { app_ids: '111' });
    expect(recordsOf(one.messages, 'page_events').map(({ app_id }) => Number(app_id))).toEqual([111]);
  });

  test('fails when the next page of visitors is the same one again.', async () => {
    const pendo = await start((request) => {
      if (request.source !== 'events' || !holdsDay(request.filter)) return [];
      if (request.pipeline.some((step) => 'limit' in step)) return [{ visitorId: 'v' }];
      return request.filter.includes('visitorId') ? [event(111)] : TOO_MUCH;
    });
    const run = await readStream('events', pendo);
    expect(run.exitCode).toBe(1);
    expect(JSON.stringify(run.messages)).toContain('do not move past one id');
    expect(pendo.asked.length).toBeLessThan(100);
  });
});

test('A full refresh reads objects with a time before 1970 too.', async () => {
  const pages = [
    { id: 'a', lastUpdatedAt: '0001-01-01T00:00:00Z' },
    { id: 'b', lastUpdatedAt: -62135596800000 },
    { id: 'c', lastUpdatedAt: 0 },
    { id: 'd', lastUpdatedAt: 1700000000000 },
  ];
  const pendo = await start(({ path }) => (path.endsWith('/page') ? pages : []));
  const run = await readStream('pages', pendo);
  expect(recordsOf(run.messages, 'pages').map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd']);
});

test('Numbers in the metadata schema keep every digit.', async () => {
  const text =
    '{"custom":{"big":{"Type":"integer","sample":12345678901234567890,"odd":0.1000000000000000055511151231257827}}}';
  const pendo = await start(({ path }) => (path.endsWith('/visitor') ? { text } : []));
  const run = await readStream('metadata_visitors', pendo);
  const line = run.lines.find((record) => record.includes('"RECORD"')) ?? '';
  expect(line).toContain('"12345678901234567890"');
  expect(line).toContain('0.1000000000000000055511151231257827');
});

describe('The history of visitors', () => {
  const YESTERDAY = Date.parse(recentDay());
  const activeOn = (days: readonly number[], ids: readonly unknown[]) => (request: FakeRequest) =>
    activityRows(
      request,
      days.flatMap((day) => ids.map((visitorId) => ({ visitorId, day }))),
    );

  test.each([400, 402])('fails when Pendo answers %i, because its days were not read.', async (status) => {
    const active = activeOn([YESTERDAY], ['v1', 'v2']);
    const pendo = await start((request) =>
      request.path.endsWith('/history') ? { status, body: 'no' } : active(request),
    );
    const run = await readStream('visitor_history', pendo, { start_date: recentDay() });
    expect(run.exitCode).toBe(1);
  });

  test('fails when Pendo knows none of a hundred visitors.', async () => {
    const active = activeOn(
      [YESTERDAY],
      Array.from({ length: 150 }, (_, index) => `v${index}`),
    );
    const pendo = await start((request) =>
      request.path.endsWith('/history') ? { status: 404, body: '' } : active(request),
    );
    expect((await readStream('visitor_history', pendo, { start_date: recentDay() })).exitCode).toBe(1);
  });

  test.each(['', null])('is complete when all events of some days belong to the visitor %j.', async (nobody) => {
    const pendo = await start((request) =>
      request.path.endsWith('/history') ? [] : activeOn([YESTERDAY], [nobody])(request),
    );
    const run = await readStream('visitor_history', pendo, { start_date: recentDay() });
    expect(run.exitCode).toBe(0);
    expect(pendo.asked.filter(({ path }) => path.endsWith('/history'))).toEqual([]);
  });

  test('reads visitors whose ids are numbers, and at most the last 180 days.', async () => {
    const days = Array.from({ length: 400 }, (_, index) => YESTERDAY - index * 86_400_000);
    const active = activeOn(days, [1, 2]);
    const pendo = await start((request) => (request.path.endsWith('/history') ? [] : active(request)));
    const run = await readStream('visitor_history', pendo, { start_date: '2020-01-01' });
    expect(run.exitCode).toBe(0);
    const asked = pendo.asked.filter(({ path }) => path.endsWith('/visitor/1/history'));
    expect(asked.length).toBeGreaterThanOrEqual(179);
    expect(asked.length).toBeLessThanOrEqual(181);
    for (const { query } of asked)
      expect(Number(query.starttime)).toBeGreaterThan(Date.now() - 180 * 86_400_000 - 60_000);
  });

  test('reads a whole day again that an older version did not finish.', async () => {
    const active = activeOn([YESTERDAY], ['a', 'b']);
    const pendo = await start((request) => (request.path.endsWith('/history') ? [] : active(request)));
    const day = `${recentDay()}T00:00:00.000Z`;
    const hourAgo = new Date(Date.now() - 3_600_000).toISOString();
    const state = { modified_ts: day, deep_read_at: hourAgo, resume: { day, after: 'a' }, version: 1 };
    const run = await readStream('visitor_history', pendo, { start_date: recentDay() }, state);
    expect(pendo.asked.filter(({ path }) => path.endsWith('/history'))).toHaveLength(2);
    expect(JSON.stringify(run.messages)).toContain(`"deep_read_at":"${hourAgo}"`);
  });
});

function recentDay(): string {
  return new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
}

describe('Visitors', () => {
  const page = (request: FakeRequest) =>
    request.source === 'visitors' && !request.filter.includes('visitorId > "z"')
      ? [{ visitorId: 'z', metadata: { auto: { lastupdated: Date.UTC(2026, 5, 10) } } }]
      : [];

  test('are counted before the first sync, for the progress bar.', async () => {
    const pendo = await start((request) =>
      request.pipeline.some((step) => 'count' in step) ? [{ count: 42 }] : page(request),
    );
    const run = await readStream('visitors', pendo);
    const estimates = run.messages.flatMap(({ trace }) =>
      trace !== undefined && 'estimate' in trace ? [trace.estimate] : [],
    );
    expect(estimates).toMatchObject([{ name: 'visitors', type: 'STREAM', row_estimate: 42 }]);
  });

  test('are read from six hours before the cursor, and after the last id of the state.', async () => {
    const pendo = await start(page);
    const cursor = '2026-06-10T12:00:00.000Z';
    const resume = { after: 'm', by: 'visitorId', began: cursor, latest: cursor };
    await readStream('visitors', pendo, {}, { lastupdated: cursor, resume, version: 1 });
    const [first] = pendo.asked.filter(({ source }) => source === 'visitors');
    expect(first?.filter).toContain('visitorId > "m"');
    expect(first?.filter).toContain(`lastupdated >= ${Date.UTC(2026, 5, 10, 6)}`);
  });
});

describe('A server that repeats the key in its answers', () => {
  const echo = ({ path, key }: FakeRequest): FakeAnswer | undefined =>
    path.endsWith('/verify') || path.includes('/metadata/') || path.endsWith('/page')
      ? { status: 402, body: `You sent ${key}` }
      : [];

  test('does not make discover and read print it.', async () => {
    const pendo = await start(echo);
    const runs = [await discover(pendo.config), await readStream('pages', pendo)];
    for (const run of runs) {
      const printed = run.lines.join('\n') + run.stderr;
      expect(printed).toContain('You sent ****');
      expect(printed).not.toContain(FAKE_KEY);
    }
  });

  test('does not make the error of a stream show it.', async () => {
    const pendo = await start((request) => (request.path.endsWith('/verify') ? [] : echo(request)));
    const run = await readStream('pages', pendo);
    expect(run.lines.join('\n')).toContain('You sent ****');
    expect(run.lines.join('\n')).not.toContain(FAKE_KEY);
  });
});

test('A row of 60 MB of small objects fails its stream with one sentence; the other streams are complete.', async () => {
  const text = `[{"id":"a"},{"id":"large","steps":[${'{},'.repeat(20e6)}{}]}]`;
  const pendo = await start(({ path }) => {
    if (path.endsWith('/guide')) return { text };
    return path.endsWith('/page') ? [{ id: 'p' }] : [];
  });
  const wanted = STREAMS.filter(({ name }) => ['guides', 'pages'].includes(name));
  const streams = wanted.map((stream) => toAirbyteStream(stream, 'day'));
  const run = await read(
    pendo.config,
    configuredCatalog({ streams } as unknown as Parameters<typeof configuredCatalog>[0]),
  );
  expect(run.exitCode).toBe(1);
  expect(recordsOf(run.messages, 'pages')).toHaveLength(1);
  const [error] = run.messages.flatMap(({ trace }) => (trace?.error === undefined ? [] : [trace.error]));
  expect(error?.message).toMatch(
    /^guides: Pendo sent a single row of more than 2 million values, .* deselect the stream/,
  );
  expect(pendo.asked.filter(({ path }) => path.endsWith('/guide'))).toHaveLength(1);
});

test.each(['null', ' null\n', '[]'])('A list that Pendo answers with %j is empty.', async (text) => {
  const pendo = await start(() => ({ text }));
  for (const name of ['pages', 'features', 'guides', 'track_types']) {
    const run = await readStream(name, pendo);
    expect([run.exitCode, recordsOf(run.messages, name)]).toEqual([0, []]);
  }
});

describe('A row for which Pendo gives no time of change', () => {
  const CHANGED = Date.UTC(2026, 5, 20);

  test.each([
    ['visitors', 'visitorId', 'lastupdated'],
    ['accounts', 'accountId', 'lastupdated'],
  ])(
    'is read in each sync of %s, has the time of the reading as its cursor, and does not change the state.',
    async (name, id, cursor) => {
      const rows = [
        { [id]: 'a', metadata: { auto: { lastupdated: CHANGED } } },
        { [id]: 'b', metadata: { pendo: {} } },
      ];
      const pendo = await start(({ source, filter }) => (source === name && !filter.includes('"b"') ? rows : []));
      const before = Date.now();
      const first = await readStream(name, pendo);
      const second = await readStream(name, pendo, {}, lastState(first));
      for (const run of [first, second]) {
        const filled = recordsOf(run.messages, name).find((row) => Object.values(row).includes('b'));
        // The header `Date` has whole seconds.
        expect(Date.parse(String(filled?.[cursor]))).toBeGreaterThanOrEqual(before - 2000);
        expect(Date.parse(String(filled?.[cursor]))).toBeLessThanOrEqual(Date.now());
        expect(lastState(run)[cursor]).toBe(new Date(CHANGED).toISOString());
      }
    },
  );

  test.each(['pages', 'features', 'track_types', 'guides'])(
    'has the time of the reading as cursor in %s.',
    async (name) => {
      const rows = [{ id: 'a', lastUpdatedAt: CHANGED }, { id: 'b' }, { id: 'c', lastUpdatedAt: 0 }];
      const pendo = await start(({ path }) => (path.startsWith('/api/v1/aggregation') ? [] : rows));
      const run = await readStream(name, pendo);
      const [first, ...others] = recordsOf(run.messages, name).map((row) => String(row.last_updated_at));
      expect(first).toBe(new Date(CHANGED).toISOString());
      expect(others).toHaveLength(2);
      expect(new Set(others).size).toBe(1);
      expect(Date.now() - Date.parse(others[0] ?? '')).toBeLessThan(60_000);
      expect(lastState(run).last_updated_at).toBe(new Date(CHANGED).toISOString());
    },
  );
});

test.each([[['en-US']], [{ 'en-US': 'published' }], ['text'], [null]])(
  'The translation states %j of a guide are not changed.',
  async (translationStates) => {
    const pendo = await start(({ path }) => (path.endsWith('/guide') ? [{ id: 'g', translationStates }] : []));
    const [guide] = recordsOf((await readStream('guides', pendo)).messages, 'guides');
    expect([guide?.translation_states, guide?.additional_fields]).toEqual([translationStates, null]);
  },
);

function lastState(run: Run): Record<string, unknown> {
  return (run.messages.findLast(({ state }) => state !== undefined)?.state?.stream.stream_state ?? {}) as Record<
    string,
    unknown
  >;
}

test('States after an id with NUL or half an emoji can be stored as JSON anywhere, and a sync continues from them.', async () => {
  const ids = ['a', 'b\u0000c', 'd\ud83d', 'e'];
  const after = (filter: string) => ids.findIndex((id) => filter.includes(`> "${id}"`)) + 1;
  const pendo = await start(({ source, filter }) =>
    source === 'visitors' ? ids.slice(after(filter), after(filter) + 1).map((visitorId) => ({ visitorId })) : [],
  );
  const run = await readStream('visitors', pendo, { advanced: { page_size: 1 } });
  expect(recordsOf(run.messages, 'visitors').map(({ visitor_id }) => visitor_id)).toEqual(ids);
  const states = run.lines.filter((line) => line.includes('"type":"STATE"'));
  expect(states.length).toBeGreaterThan(ids.length);
  expect(states.join()).not.toMatch(/\\u0000|\\ud[89a-f]/i);

  for (const [index, id] of ids.entries()) {
    const state = run.messages.filter((message) => message.state !== undefined)[index]?.state?.stream.stream_state;
    const resumed = await readStream('visitors', pendo, { advanced: { page_size: 1 } }, state as object);
    expect(
      recordsOf(resumed.messages, 'visitors').map(({ visitor_id }) => visitor_id),
      id,
    ).toEqual(ids.slice(index + 1));
  }
});
