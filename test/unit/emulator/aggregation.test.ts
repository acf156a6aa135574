import { afterEach, describe, expect, test } from 'vitest';
import { RawNumber } from '../../../emulator/data/raw-number.ts';
import type { Emulator, ServeOptions } from '../../../emulator/start.ts';
import {
  aggregate,
  DAY_MS,
  dailyEvents,
  EXTENSION,
  type HandMade,
  HOUR_MS,
  IOS,
  NOW,
  rowsOf,
  serveHandMade,
  WEB,
} from './hand-made.ts';

const running: Emulator[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((emulator) => emulator.close()));
});

async function start(made: HandMade = {}, options: Partial<ServeOptions> = {}): Promise<Emulator> {
  const emulator = await serveHandMade(made, options);
  running.push(emulator);
  return emulator;
}

const VISITORS = [
  { visitorId: 'b', team: 'red', points: 2, metadata: { auto: { lastupdated: 20 } } },
  { visitorId: 'a', team: 'blue', points: 3, metadata: { auto: { lastupdated: 10 } } },
  { visitorId: '_PENDO_T_x', team: 'red', points: null, metadata: {} },
];
const SOURCE = { source: { visitors: null } };

describe('operators', () => {
  test.each<[string, unknown[], unknown[]]>([
    ['filter', [{ filter: 'points > 2' }, { select: { id: 'visitorId' } }], [{ id: 'a' }]],
    [
      'sort and limit',
      [{ sort: ['visitorId'] }, { limit: 1 }, { select: { id: 'visitorId' } }],
      [{ id: '_PENDO_T_x' }],
    ],
    ['sort downwards', [{ sort: ['-points'] }, { limit: 1 }, { select: { id: 'visitorId' } }], [{ id: 'a' }]],
    [
      'sort by two fields, skip',
      [{ sort: ['-team', 'visitorId'] }, { skip: 1 }, { select: { id: 'visitorId' } }],
      [{ id: 'b' }, { id: 'a' }],
    ],
    ['limit 0', [{ limit: 0 }], []],
    [
      'select returns null for a missing path',
      [{ limit: 1 }, { select: { updated: 'metadata.auto.lastupdated', none: 'metadata.agent.none' } }],
      [{ updated: 20, none: null }],
    ],
    [
      'eval adds a field',
      [{ filter: 'visitorId == "a"' }, { eval: { double: 'points * 2' } }, { select: { d: 'double', p: 'points' } }],
      [{ d: 6, p: 3 }],
    ],
    [
      'group',
      [
        { group: { group: ['team'], fields: [{ n: { count: null } }, { best: { max: 'points' } }] } },
        { sort: ['team'] },
      ],
      [
        { team: 'blue', n: 1, best: 3 },
        { team: 'red', n: 2, best: 2 },
      ],
    ],
    [
      'reduce',
      [
        {
          reduce: {
            n: { count: 'points' },
            many: { countIf: { count: null, if: 'points > 2' } },
            sum: { sum: 'points' },
            avg: { avg: 'points' },
            min: { min: 'points' },
            first: { first: 'visitorId' },
            ids: { list: 'visitorId' },
          },
        },
      ],
      [{ n: 2, many: 1, sum: 5, avg: 2.5, min: 2, first: 'b', ids: ['b', 'a', '_PENDO_T_x'] }],
    ],
    [
      'counts of distinct values, of distinct pairs, and of rows that pass a condition',
      [
        {
          reduce: {
            rows: { count: null },
            teams: { count: 'team' },
            points: { count: 'points' },
            pairs: { count: ['team', 'points'] },
            blueTeams: { countIf: { count: 'team', if: 'team == "blue"' } },
            mean: { mean: 'points' },
            median: { median: 'points' },
          },
        },
      ],
      [{ rows: 3, teams: 2, points: 2, pairs: 3, blueTeams: 1, mean: 2.5, median: 2.5 }],
    ],
    ['count', [{ filter: 'team == "red"' }, { count: null }], [{ count: 2 }]],
    ['count of nothing', [{ filter: 'false' }, { count: null }], [{ count: 0 }]],
  ])('%s', async (_, operators, rows) => {
    expect(await rowsOf(await start({ visitors: VISITORS }), [SOURCE, ...operators])).toEqual(rows);
  });

  test('a sorted page of many rows equals that part of all rows sorted', async () => {
    const visitors = Array.from({ length: 5_000 }, (_, at) => ({ visitorId: `v${(at * 7919) % 5_000}` }));
    const emulator = await start({ visitors });
    const all = await rowsOf(emulator, [SOURCE, { sort: ['visitorId'] }]);
    const page = await rowsOf(emulator, [SOURCE, { sort: ['visitorId'] }, { limit: 10 }]);
    expect(page).toEqual(all.slice(0, 10));
  });

  test('numbers of any length keep every digit, even with select', async () => {
    const emulator = await start({ visitors: [{ visitorId: 'a', hash: new RawNumber('90071992547409930001') }] });
    for (const operators of [[], [{ select: { hash: 'hash' } }]]) {
      expect(await (await aggregate(emulator, [SOURCE, ...operators])).text()).toContain(
        '"hash":90071992547409930001}',
      );
    }
  });
});

describe('a refused request', () => {
  const events = { pageEvents: null, timeSeries: { period: 'dayRange', first: NOW, last: NOW } };

  test.each<[string, unknown, number, string | RegExp]>([
    ['a bad filter', [SOURCE, { filter: 'a == "b"c"' }], 400, 'Cannot parse filter expression'],
    ['an unknown operator', [SOURCE, { conjure: 1 }], 400, /conjure/],
    ['an unknown function', [SOURCE, { filter: 'conjure(1)' }], 400, /^Cannot parse filter expression: .*conjure/],
    ['an operator that is not emulated', [SOURCE, { fork: [[]] }], 400, /fork/],
    ['a count by text in countIf', [SOURCE, { reduce: { x: { countIf: 'points > 1' } } }], 400, /countIf/],
    ['an eval on a read-only field', [{ source: events }, { eval: { day: '1' } }], 400, /day/],
    ['identified without a field', [SOURCE, { identified: true }], 400, /identified/],
    ['an unwind without a field', [SOURCE, { unwind: 'a' }], 400, /unwind/],
    ['a bulkExpand of pages', [SOURCE, { bulkExpand: { x: { page: 'pageId' } } }], 400, /page/],
    ['a merge without fields', [SOURCE, { merge: { pipeline: [SOURCE] } }], 400, /fields/],
    ['a merge with a bad pipeline', [SOURCE, { merge: { fields: ['a'], pipeline: [{ conjure: 1 }] } }], 400, /source/],
    ['a spawn with a bad branch', [{ spawn: [[SOURCE], [SOURCE, { conjure: 1 }]] }], 400, /conjure/],
    ['a switch without cases', [SOURCE, { switch: { a: { b: 'c' } } }], 400, /switch/],
    ['a switch by an unknown comparison', [SOURCE, { switch: { a: { b: [{ value: 1, in: 2 }] } } }], 400, /in/],
    ['a segment without an id', [SOURCE, { segment: {} }], 400, /segment/],
    ['an unknown type of groups', [{ source: { groups: { groupType: 'pages' } } }], 400, /groupType/],
    ['an unknown type of feedback', [{ source: { vocItems: { type: 'praise' } } }], 400, /type/],
    [
      'a targetId without targetType',
      [{ source: { emailEvents: { targetId: 'x' }, timeSeries: events.timeSeries } }],
      400,
      /targetId/,
    ],
    ['an unknown aggregator', [SOURCE, { reduce: { x: { guess: 'y' } } }], 400, /guess/],
    ['an unknown source', [{ source: { unicorns: null } }], 400, /unicorns/],
    ['no source', [{ limit: 1 }], 400, /source/],
    ['no pipeline', 'nothing', 400, /pipeline/],
    ['a bad sort', [SOURCE, { sort: [1] }], 400, /sort/],
    ['a bad limit', [SOURCE, { limit: -1 }], 400, /limit/],
    ['an unknown parameter', [{ source: { visitors: { colour: 1 } } }], 400, /bad parameters for source type/],
    ['events without timeSeries', [{ source: { events: null } }], 400, /timeSeries/],
    [
      'an id together with appId',
      [{ source: { ...events, pageEvents: { appId: 1, pageId: 'x' } } }],
      400,
      /bad parameters/,
    ],
    ['an unknown blacklist', [{ source: { ...events, pageEvents: { blacklist: 'no' } } }], 400, /blacklist/],
    ['an appId that is text', [{ source: { ...events, pageEvents: { appId: 'web' } } }], 400, /appId/],
    ['an empty list of apps', [{ source: { ...events, pageEvents: { appId: [] } } }], 400, /appId/],
  ])('%s', async (_, pipeline, status, text) => {
    const response = await aggregate(await start(), pipeline);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toMatch('text/plain');
    expect(await response.text()).toMatch(text);
  });

  test('a body that is not JSON is answered with 400', async () => {
    const emulator = await start();
    const headers = { 'x-pendo-integration-key': emulator.integrationKey };
    const response = await fetch(`${emulator.url}/api/v1/aggregation`, { method: 'POST', body: '{"request"', headers });
    expect(response.status).toBe(400);
  });
});

test('startTime is the start of the time range, or without a range the time of the request', async () => {
  const emulator = await start();
  const startTime = async (source: unknown) =>
    ((await (await aggregate(emulator, [{ source }])).json()) as { startTime: number }).startTime;
  const timeSeries = { period: 'dayRange', first: NOW, count: 1 };
  expect(await startTime({ events: null, timeSeries })).toBe(Date.UTC(2026, 5, 15, 4));
  expect(await startTime({ visitors: null })).toBe(NOW);
});

describe('people', () => {
  test.each([
    [null, 3],
    [{ identified: false }, 3],
    [{ identified: true }, 2],
    [{ since: 'date(1969,1,1)' }, 2],
    [{ since: '11' }, 1],
  ])('visitors with %j are %i', async (parameters, count) => {
    const emulator = await start({ visitors: VISITORS });
    expect(await rowsOf(emulator, [{ source: { visitors: parameters } }])).toHaveLength(count);
  });

  test('accounts accept any appId', async () => {
    const emulator = await start({ accounts: [{ accountId: 'acme' }] });
    expect(await rowsOf(emulator, [{ source: { accounts: { appId: 5 } } }])).toEqual([{ accountId: 'acme' }]);
  });
});

describe('apps', () => {
  const all = [WEB, IOS, EXTENSION];

  test.each<[string, unknown, number[]]>([
    ['absent', undefined, [WEB]],
    ['a number', IOS, [IOS]],
    ['a list', [IOS, WEB], [IOS, WEB]],
    ['an unknown app', 77, []],
    ['all', 'expandAppIds("*")', all],
    ['all, in a list', ['expandAppIds("*")'], all],
    ['a kind', 'expandAppIds("mobile")', [IOS]],
    ['two kinds', 'expandAppIds("web|extension")', [WEB, EXTENSION]],
    ['another kind', 'expandAppIds("android")', []],
  ])('appId %s', async (_, appId, apps) => {
    const objects = all.map((id) => ({ id: String(id), appId: id }));
    const emulator = await start({ objects, events: dailyEvents });
    const parameters = appId === undefined ? {} : { appId };
    const pages = await rowsOf(emulator, [{ source: { pages: parameters } }]);
    const timeSeries = { period: 'dayRange', first: NOW, last: NOW };
    const events = await rowsOf(emulator, [{ source: { events: parameters, timeSeries } }]);
    expect(pages.map((row) => row.appId).sort()).toEqual([...apps].sort());
    expect(
      events
        .map((row) => row.appId)
        .filter((id) => id !== 77)
        .sort(),
    ).toEqual([...apps].sort());
  });

  test('the source apps lists them', async () => {
    const rows = await rowsOf(await start(), [{ source: { apps: null } }]);
    expect(rows.map(({ id }) => id)).toEqual(all);
  });
});

describe('events', () => {
  const timeSeries = { period: 'dayRange', first: NOW - DAY_MS, last: NOW };

  test('a time series selects its days, and a filter narrows them', async () => {
    const emulator = await start({ events: dailyEvents });
    const source = { source: { pageEvents: { appId: WEB }, timeSeries } };
    expect(await rowsOf(emulator, [source])).toHaveLength(2);
    expect(await rowsOf(emulator, [source, { filter: `day < ${NOW - DAY_MS}` }])).toHaveLength(1);
  });

  test.each([
    [{ pageId: `page-${IOS}` }, [IOS]],
    [{ pageIds: [`page-${IOS}`, `page-${WEB}`, 'other'] }, [WEB, IOS]],
  ])('ids %j are found in every app', async (parameters, apps) => {
    const emulator = await start({ events: dailyEvents });
    const rows = await rowsOf(emulator, [
      { source: { pageEvents: parameters, timeSeries: { ...timeSeries, count: 1, last: undefined } } },
    ]);
    expect(rows.map(({ appId }) => appId)).toEqual(apps);
  });

  test('blacklist is passed on to the data, and its default is apply', async () => {
    const asked: string[] = [];
    const emulator = await start({
      events: ({ blacklist }) => {
        asked.push(blacklist);
        return [];
      },
    });
    await rowsOf(emulator, [{ source: { events: null, timeSeries } }]);
    await rowsOf(emulator, [{ source: { events: { blacklist: 'only' }, timeSeries } }]);
    expect(asked).toEqual(['apply', 'only']);
  });

  test('hourRange can be refused without ids, except for sources that have no ids', async () => {
    const emulator = await start({}, { hourRangeNeedsIds: true });
    const hours = { period: 'hourRange', first: NOW, last: NOW };
    const status = async (source: unknown) => (await aggregate(emulator, [{ source }])).status;
    expect(await status({ pageEvents: null, timeSeries: hours })).toBe(400);
    expect(await status({ pageEvents: { pageIds: ['a'] }, timeSeries: hours })).toBe(200);
    expect(await status({ events: null, timeSeries: hours })).toBe(200);
    expect(await status({ guideEvents: null, timeSeries: hours })).toBe(200);
  });

  test('details say how far each app is processed', async () => {
    const emulator = await start();
    const pipeline = [{ source: { events: { appId: [WEB, IOS] }, timeSeries } }];
    const answer = await (await aggregate(emulator, pipeline, '?details=true')).json();
    expect(answer).toMatchObject({
      results: [],
      details: { validThrough: { [WEB]: NOW - HOUR_MS, [IOS]: NOW - HOUR_MS } },
    });
    expect(Object.keys((await (await aggregate(emulator, pipeline)).json()) as object)).toEqual([
      'startTime',
      'results',
    ]);
  });
});

describe('limits', () => {
  const visitors = Array.from({ length: 10 }, (_, at) => ({ visitorId: `v${at}` }));

  test('a silent cap returns fewer rows than limit asks for', async () => {
    const emulator = await start({ visitors }, { limitCap: 4 });
    expect(await rowsOf(emulator, [SOURCE, { limit: 8 }])).toHaveLength(4);
    expect(await rowsOf(emulator, [SOURCE, { limit: 3 }])).toHaveLength(3);
    expect(await rowsOf(emulator, [SOURCE])).toHaveLength(10);
  });

  test.each(['400', '408'] as const)('a query with too many rows is answered with %s', async (tooBig) => {
    const emulator = await start({ visitors }, { maxRows: 5, tooBig });
    const response = await aggregate(emulator, [SOURCE]);
    expect([response.status, await response.text()]).toEqual([Number(tooBig), 'Query exceeded memory limit']);
    expect(await rowsOf(emulator, [SOURCE, { limit: 5 }])).toHaveLength(5);
  });

  test('maxRows can count the rows before the filter', async () => {
    const emulator = await start({ visitors }, { maxRows: 5, maxRowsOf: 'scanned' });
    expect((await aggregate(emulator, [SOURCE, { filter: 'visitorId == "v9"' }])).status).toBe(408);
  });

  test('a query that is too big can end in a body that breaks off', async () => {
    const emulator = await start({ visitors }, { maxRows: 5, tooBig: 'cut' });
    const response = await aggregate(emulator, [SOURCE]);
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
  });

  test('with an unstable order the rows are the same in a different order', async () => {
    const many = Array.from({ length: 2_500 }, (_, at) => ({ visitorId: `v${at}` }));
    const emulator = await start({ visitors: many }, { unstableOrder: true });
    const first = await rowsOf(emulator, [SOURCE]);
    const second = await rowsOf(emulator, [SOURCE]);
    expect(first).not.toEqual(second);
    expect(new Set(first.map(({ visitorId }) => visitorId)).size).toBe(2_500);
  });
});
