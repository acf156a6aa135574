import { afterEach, describe, expect, test } from 'vitest';
import { activityRows, asksForActivity } from '../helpers/fake-activity.ts';
import { type FakeAnswer, type FakePendo, type FakeRequest, fakePendo } from '../helpers/fake-pendo.ts';
import { inThisProcess } from '../helpers/in-this-process.ts';
import { type ReadHereResult, readHere } from '../helpers/read-here.ts';
import { check, discover, recordsOf } from '../helpers/run.ts';

const DAY_MS = 86_400_000;
const YESTERDAY = Math.floor(Date.now() / DAY_MS) * DAY_MS - DAY_MS;
const START = new Date(YESTERDAY - DAY_MS).toISOString().slice(0, 10);

const pendos: FakePendo[] = [];

afterEach(async () => {
  await Promise.all(pendos.splice(0).map((pendo) => pendo.close()));
});

async function start(answer: (request: FakeRequest) => FakeAnswer | undefined): Promise<FakePendo> {
  const pendo = await fakePendo(answer);
  pendos.push(pendo);
  return pendo;
}

function readStream(name: string, pendo: FakePendo, changes: object = {}): Promise<ReadHereResult> {
  return readHere(name, { config: { ...pendo.config, start_date: START, ...changes } });
}

/** The errors of the stream and all warnings, as one text. */
function complaints({ errors, warnings }: ReadHereResult): string {
  return [...errors, ...warnings].join('\n');
}

const ROW = { visitorId: 'v', accountId: '', appId: 1, day: YESTERDAY, numEvents: 1 };
const isRows = ({ source, pipeline }: FakeRequest) => source !== '' && !pipeline.some((step) => 'count' in step);

describe('A member of the answer that says that rows are missing', () => {
  test.each([
    ['an error', '"error":"internal"'],
    ['a list of errors', '"errors":[{"code":7}]'],
    ['an error that speaks of a limit', '"error":"query timed out, partial results"'],
    ['a flag', '"truncated":true'],
    ['another flag', '"incomplete":true'],
    ['a message', '"messages":["warning: results truncated"]'],
    ['no success', '"success":false'],
  ])('fails the stream, before or after the rows: %s.', async (_name, member) => {
    for (const whole of [
      `{"startTime":1,"results":[${JSON.stringify(ROW)}],${member}}`,
      `{${member},"results":[]}`,
      `{"results":null,${member}}`,
    ]) {
      const pendo = await start((request) => (isRows(request) ? { whole } : []));
      const run = await readStream('events', pendo);
      expect(run.exitCode).toBe(1);
      expect(recordsOf(run.messages, 'events')).toEqual([]);
      expect(complaints(run)).toContain(/"(\w+)"/.exec(member)?.[1]);
    }
  });

  test.each([
    ['events', (request: FakeRequest) => request.source === 'events'],
    ['guide_events', (request: FakeRequest) => request.source === 'guideEvents'],
    ['visitors', (request: FakeRequest) => request.source === 'visitors' && isRows(request)],
    ['accounts', (request: FakeRequest) => request.source === 'accounts' && isRows(request)],
    ['visitor_history', asksForActivity],
    ['pages', ({ path }: FakeRequest) => path.endsWith('/page')],
    ['guides', ({ path }: FakeRequest) => path.endsWith('/guide')],
    ['metadata_visitors', ({ path }: FakeRequest) => path.endsWith('/schema/visitor')],
  ])('fails the stream %s.', async (stream, isAsked) => {
    const whole = '{"results":[],"custom":{},"error":"internal"}';
    const pendo = await start((request) => (isAsked(request) ? { whole } : []));
    const run = await readStream(stream, pendo);
    expect(run.exitCode).toBe(1);
    expect(complaints(run)).toContain(`"stream_descriptor":{"name":"${stream}"}`);
  });

  test('makes check and discover fail too.', async () => {
    const whole = '{"results":[{"id":1}],"custom":{},"error":"internal"}';
    const pendo = await start(({ source, path }) => (source !== '' || path.includes('/schema/') ? { whole } : []));
    const config = { ...pendo.config, start_date: START };
    const [status] = (await check(config, { by: inThisProcess })).messages.flatMap(
      ({ connectionStatus }) => connectionStatus ?? [],
    );
    expect(status?.status).toBe('FAILED');
    expect(status?.message).toContain('"error": "internal"');
    expect((await discover(config, { by: inThisProcess })).exitCode).toBe(1);
  });

  test.each(['"error":null', '"errors":[]', '"error":""', '"truncated":false', '"details":{"validThrough":{"1":5}}'])(
    'is not an empty or unknown one: %s.',
    async (member) => {
      const whole = `{"startTime":1,${member},"results":[${JSON.stringify(ROW)}]}`;
      const pendo = await start((request) => (request.source === 'events' ? { whole } : []));
      const run = await readStream('events', pendo);
      expect(run.exitCode).toBe(0);
      expect(complaints(run)).toBe('');
      expect(recordsOf(run.messages, 'events')).toHaveLength(1);
    },
  );

  test('only gives a warning when it is a message without such a word.', async () => {
    const whole = `{"results":[${JSON.stringify(ROW)}],"message":"maintenance on Sunday"}`;
    const pendo = await start((request) => (request.source === 'events' ? { whole } : []));
    const run = await readStream('events', pendo);
    expect(run.exitCode).toBe(0);
    expect(complaints(run)).toContain('maintenance on Sunday');
  });

  test('is not searched for inside a member that is very deep.', async () => {
    const whole = `{"x":${'['.repeat(100_000)}${']'.repeat(100_000)},"results":[${JSON.stringify(ROW)}]}`;
    const pendo = await start((request) => (request.source === 'events' ? { whole } : []));
    expect((await readStream('events', pendo)).exitCode).toBe(0);
  });
});

describe('Rows outside the window', () => {
  const rowsOf = (day: unknown) => start(({ source }) => (source === 'events' ? [{ ...ROW, day }] : []));

  test.each([
    ['in seconds', YESTERDAY / 1000],
    ['of another year', YESTERDAY - 400 * DAY_MS],
    ['before 1970', -1],
    ['as text of another year', new Date(YESTERDAY - 400 * DAY_MS).toISOString()],
  ])('fail the stream when it has no other rows: %s.', async (_name, day) => {
    const run = await readStream('events', await rowsOf(day));
    expect(run.exitCode).toBe(1);
    expect(complaints(run)).toContain('rows of another time');
  });

  test.each([
    ['as text', new Date(YESTERDAY).toISOString()],
    ['as a number in a text', String(YESTERDAY)],
  ])('are not those whose time is %s.', async (_name, day) => {
    const run = await readStream('events', await rowsOf(day));
    expect(run.exitCode).toBe(0);
    expect(recordsOf(run.messages, 'events')).toHaveLength(1);
    expect(complaints(run)).toBe('');
  });

  test.each([
    ['of the days beside it', YESTERDAY - 2 * DAY_MS, 0],
    ['whose time cannot be read', YESTERDAY * 1000, 1],
    ['without a time', undefined, 1],
  ])('give a warning: %s.', async (_name, day, records) => {
    const run = await readStream('events', await rowsOf(day));
    expect(run.exitCode).toBe(0);
    expect(recordsOf(run.messages, 'events')).toHaveLength(records);
    expect(complaints(run)).toContain('events: Pendo');
  });

  test('give a warning when other rows are inside, which are read.', async () => {
    const pendo = await start(({ source }) => (source === 'events' ? [ROW, { ...ROW, day: YESTERDAY / 1000 }] : []));
    const run = await readStream('events', pendo);
    expect(run.exitCode).toBe(0);
    expect(recordsOf(run.messages, 'events')).toHaveLength(1);
    expect(complaints(run)).toContain('rows of another time');
  });

  test('in the history of one visitor on one day are read, with a warning.', async () => {
    const pendo = await start((request) => {
      if (asksForActivity(request)) return activityRows(request, [{ visitorId: 'v', day: YESTERDAY }]);
      return request.path.endsWith('/history') ? [{ ts: YESTERDAY / 1000, type: 'page' }] : [];
    });
    const run = await readStream('visitor_history', pendo);
    expect(recordsOf(run.messages, 'visitor_history').length).toBeGreaterThan(0);
    expect(complaints(run)).toContain('rows of another time');
  });
});

describe('Pages of visitors', () => {
  const rows = (ids: readonly string[]) => ids.map((visitorId) => ({ visitorId, metadata: {} }));
  const lastId = ({ filter }: FakeRequest) => /visitorId > "(\w+)"/.exec(filter)?.[1] ?? '';
  /** Serves pages of `ids` in this order, and one count after the other. */
  const paged = (ids: readonly string[], counts: readonly number[]) => {
    let asked = 0;
    return start((request) => {
      if (request.source !== 'visitors') return [];
      if (!isRows(request)) return [{ count: counts[Math.min(asked++, counts.length - 1)] }];
      return rows(ids.filter((id) => id > lastId(request)).slice(0, 2));
    });
  };

  test('that have fewer rows than Pendo counts before and after give a warning with both numbers.', async () => {
    const run = await readStream('visitors', await paged(['a', 'b', 'c'], [5]));
    expect(run.exitCode).toBe(0);
    expect(complaints(run)).toMatch(/counts 5 visitors, but its pages brought 3/);
  });

  test.each([
    ['as many as Pendo counts', [3]],
    ['more than Pendo counted', [2]],
    ['fewer, because some were deleted meanwhile', [5, 3]],
  ])('that have %s give no warning.', async (_name, counts) => {
    const run = await readStream('visitors', await paged(['a', 'b', 'c'], counts));
    expect(complaints(run)).toBe('');
    expect(recordsOf(run.messages, 'visitors')).toHaveLength(3);
  });

  test('from a server that ignores the limit are read whole, with a warning.', async () => {
    const pendo = await start((request) =>
      request.source === 'visitors' && isRows(request) && lastId(request) === '' ? rows(['a', 'b', 'c']) : [],
    );
    const run = await readStream('visitors', pendo, { advanced: { page_size: 2 } });
    expect(recordsOf(run.messages, 'visitors')).toHaveLength(3);
    expect(complaints(run)).toContain('3 rows where 2 were asked for');
  });

  test('whose ids are not in order give a warning.', async () => {
    const next: Record<string, string> = { '': 'm', m: 'b', b: 'x' };
    const pendo = await start((request) => {
      const id = request.source === 'visitors' && isRows(request) ? next[lastId(request)] : undefined;
      return id === undefined ? [] : rows([id]);
    });
    const run = await readStream('visitors', pendo);
    expect(run.exitCode).toBe(0);
    expect(complaints(run)).toContain('not in the order of visitorId');
  });

  test('that start again from the first id fail the stream.', async () => {
    const next: Record<string, string> = { '': 'a', a: 'b', b: 'c', c: 'a' };
    const pendo = await start((request) =>
      request.source === 'visitors' && isRows(request) ? rows([next[lastId(request)] ?? '']) : [],
    );
    const run = await readStream('visitors', pendo);
    expect(run.exitCode).toBe(1);
    expect(complaints(run)).toContain('do not move past one visitorId');
  });
});

test.each([
  ['of visitors', 'visitor_history', 'visitors', { visitorId: null }],
  ['of days with activity', 'visitor_history', 'guideEvents', { visitorId: 'v', day: null }],
  ['of pages', 'page_events', 'pages', { id: 7 }],
])('A list %s without a usable id fails %s instead of reading nothing.', async (_name, stream, listed, row) => {
  const pendo = await start(({ source, pipeline }) => {
    if (source === listed) return [row];
    // The visitors are asked for only where Pendo does not tell who was active.
    if (source === 'events' && listed === 'visitors') return { status: 400, body: 'no' };
    const isWhole = JSON.stringify(pipeline).includes('expandAppIds');
    return source === 'pageEvents' && isWhole ? { status: 400, body: 'Query exceeded memory limit' } : [];
  });
  const run = await readStream(stream, pendo);
  expect(run.exitCode).toBe(1);
  expect(complaints(run)).toContain('that can be used');
});

test('Objects of the chosen app are read, whether its id is a number or a text.', async () => {
  const pages = [
    { id: 'number', appId: 7 },
    { id: 'text', appId: '7' },
    { id: 'texts', appIds: ['8', '7'] },
    { id: 'other', appId: '8' },
  ];
  const pendo = await start(({ path }) => (path.endsWith('/page') ? pages : []));
  const run = await readStream('pages', pendo, { app_ids: '7' });
  expect(recordsOf(run.messages, 'pages').map(({ id }) => id)).toEqual(['number', 'text', 'texts']);
});
