import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Emulator, startEmulator } from '../../../emulator/index.ts';
import type { Product } from '../../../emulator/products.ts';
import type { ListName, PendoRow } from '../../../emulator/types.ts';
import { aggregate, DAY_MS, get, rowsOf } from './hand-made.ts';

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ scale: 'tiny', seed: 2 });
});
afterAll(() => emulator.close());

const ALL_APPS = 'expandAppIds("*")';
const list = (name: ListName) => asSent(emulator.subscription.list(name, emulator.clock.now()));
const everything = () => ({ appIds: emulator.subscription.apps.map(({ id }) => id), blacklist: 'apply' }) as const;
const daysUpToNow = (count: number) => ({
  period: 'dayRange',
  first: emulator.clock.now() - count * DAY_MS,
  last: emulator.clock.now(),
});

function asSent(rows: Iterable<PendoRow>): PendoRow[] {
  return JSON.parse(JSON.stringify([...rows]));
}

async function json(path: string): Promise<unknown> {
  return (await get(emulator, path)).json();
}

describe('an endpoint', () => {
  test.each<[string, ListName]>([
    ['/api/v1/segment', 'segments'],
    ['/api/v1/segment?expand=*', 'segments'],
    ['/api/v1/report', 'reports'],
    ['/api/v1/report?expand=*', 'reports'],
    ['/api/v1/blacklist', 'excludeList'],
    ['/api/v1/servername', 'servers'],
    ['/api/v1/bulkdelete', 'bulkDeletions'],
  ])('%s returns a plain list of the %s', async (path, name) => {
    expect(list(name)).not.toHaveLength(0);
    expect(await json(path)).toEqual(list(name));
  });

  test('/segment can return only segments made by API, or one segment', async () => {
    const segments = list('segments');
    const byApi = segments.filter(({ createdByApi }) => createdByApi);
    expect(byApi).not.toHaveLength(0);
    expect(await json('/api/v1/segment?createdByApi=true')).toEqual(byApi);
    expect(await json('/api/v1/segment?createdByApi=false')).toEqual(segments);
    expect(await json(`/api/v1/segment/${segments[0]?.id}`)).toEqual(segments[0]);
  });

  test('/report/:id/results.json has the rows of lists, and 404 for other reports', async () => {
    for (const { id, definition, aggregation } of list('reports')) {
      const response = await get(emulator, `/api/v1/report/${id}/results.json`);
      const isList = (definition as PendoRow).type === 'List';
      expect(response.status).toBe(isList ? 200 : 404);
      if (!isList) continue;
      const { pipeline, fields } = aggregation as { pipeline: unknown; fields: PendoRow[] };
      const rows = (await response.json()) as PendoRow[];
      expect(rows).toEqual(await rowsOf(emulator, pipeline));
      expect(Object.keys(rows[0] ?? {})).toEqual(fields.map(({ field }) => field));
    }
  });

  test('/guide/:id/history lists the versions of a guide', async () => {
    const [guide] = asSent(emulator.subscription.objects('guides', emulator.clock.now(), everything().appIds));
    const versions = emulator.subscription.guideVersions(String(guide?.id), emulator.clock.now());
    expect(await json(`/api/v1/guide/${guide?.id}/history`)).toEqual(asSent(versions ?? []));
  });

  test('/blacklist and /servername can be filtered', async () => {
    expect(await json('/api/v1/blacklist/type/ip')).toEqual(list('excludeList').filter(({ type }) => type === 'ip'));
    expect(await json('/api/v1/servername/flag/staging')).toHaveLength(1);
    expect(await json('/api/v1/servername/app.acme.example')).toEqual(list('servers')[0]);
  });

  test.each(['results', 'groups'] as const)('/blacklist can answer as %s', async (form) => {
    emulator.behaviour.itemListForm = form;
    const body = (await json('/api/v1/blacklist')) as Record<string, unknown[]>;
    emulator.behaviour.itemListForm = 'array';
    expect(Object.values(body).flat()).toHaveLength(list('excludeList').length);
    expect('results' in body).toBe(form === 'results');
  });

  test('/bulkdelete lists unfinished deletions, and finds finished ones by id', async () => {
    const [outstanding] = list('bulkDeletions');
    expect(await json(`/api/v1/bulkdelete/${outstanding?.id}`)).toEqual(outstanding);
    const later = await startEmulator({ scale: 'tiny', seed: 2, now: emulator.clock.now() + 40 * DAY_MS });
    const isListed = JSON.stringify(await (await get(later, '/api/v1/bulkdelete')).json()).includes(
      String(outstanding?.id),
    );
    const { status } = await get(later, `/api/v1/bulkdelete/${outstanding?.id}`);
    await later.close();
    expect([isListed, status]).toEqual([false, 200]);
  });

  test.each(['segment/x', 'report/x/results.json', 'guide/x/history', 'servername/x', 'bulkdelete/x'])(
    '/%s is answered with 404',
    async (path) => {
      expect((await get(emulator, `/api/v1/${path}`)).status).toBe(404);
    },
  );

  test('/metadata/schema/AccountMetadata answers a valid key and refuses a bad one', async () => {
    const path = '/api/v1/metadata/schema/AccountMetadata';
    expect((await get(emulator, path)).status).toBe(200);
    expect((await get(emulator, path, { 'x-pendo-integration-key': 'bad' })).status).toBe(403);
  });
});

describe('a source', () => {
  test.each<[unknown, ListName]>([
    [{ apps: null }, 'apps'],
    [{ groups: { items: true } }, 'productAreas'],
    [{ groups: { items: true, groupType: 'group' } }, 'productAreas'],
    [{ groups: { items: true, groupType: 'guideCategory' } }, 'guideCategories'],
    [{ vocItems: { appId: [ALL_APPS], type: 'feedback' } }, 'feedback'],
    [{ vocItems: { type: 'idea' } }, 'ideas'],
    [{ votes: null }, 'votes'],
  ])('%j returns the %s', async (source, name) => {
    expect(await rowsOf(emulator, [{ source }])).toEqual(list(name));
  });

  test('groups have items only if requested', async () => {
    const rows = await rowsOf(emulator, [{ source: { groups: null } }]);
    expect(rows).toEqual(list('productAreas').map(({ items: _, ...rest }) => rest));
  });

  test.each(['Visitors', 'Accounts'])(
    'doNotProcess%s returns those that are flagged, and the whole list has them too',
    async (kind) => {
      const flagged = await rowsOf(emulator, [{ source: { [`doNotProcess${kind}`]: null } }]);
      const all = await rowsOf(emulator, [{ source: { [kind.toLowerCase()]: null } }]);
      expect(flagged).not.toHaveLength(0);
      expect(flagged).toEqual(all.filter((row) => JSON.stringify(row).includes('"donotprocess":true')));
    },
  );

  test.each(['guidesSeenEver', 'pollsSeenEver'] as const)(
    '%s can be filtered, sorted and limited by time',
    async (source) => {
      const states = asSent(emulator.subscription.seen(source, everything(), emulator.clock.now()));
      const field = source === 'guidesSeenEver' ? 'lastSeenAt' : 'time';
      const middle = Number(states.map((row) => Number(row[field])).toSorted((a, b) => a - b)[10]);
      expect(await rowsOf(emulator, [{ source: { [source]: { appId: ALL_APPS } } }])).toEqual(states);
      const page = await rowsOf(emulator, [
        { source: { [source]: { appId: ALL_APPS } } },
        { filter: `${field} > ${middle}` },
        { sort: [field] },
        { limit: 5 },
      ]);
      expect(page).toHaveLength(5);
      expect(page.every((row) => Number(row[field]) > middle)).toBe(true);
      const guideId = states[0]?.guideId;
      expect(await rowsOf(emulator, [{ source: { [source]: { guideId } } }])).toEqual(
        states.filter((row) => row.guideId === guideId),
      );
    },
  );

  test('pollsSeenEver has two possible names for its answer field', async () => {
    const [source] = [{ source: { pollsSeenEver: { appId: ALL_APPS } } }];
    const before = await rowsOf(emulator, [source]);
    emulator.behaviour.pollAnswerField = 'pollResponse';
    const after = await rowsOf(emulator, [source]);
    emulator.behaviour.pollAnswerField = 'response';
    expect(after).toEqual(before.map(({ response, ...rest }) => ({ ...rest, pollResponse: response })));
  });

  test('emailEvents can be selected by what the mail is about', async () => {
    const ask = (parameters: PendoRow) =>
      rowsOf(emulator, [{ source: { emailEvents: { appId: ALL_APPS, ...parameters }, timeSeries: daysUpToNow(9) } }]);
    const [guide, campaign] = [await ask({ targetType: 'guide' }), await ask({ targetType: 'campaign' })];
    expect(guide.length * campaign.length).toBeGreaterThan(0);
    expect(await ask({})).toHaveLength(guide.length + campaign.length);
  });
});

test.each(['events', 'pageEvents', 'featureEvents', 'trackEvents', 'guideEvents', 'pollEvents'] as const)(
  'the counts of rows, visitors and events of %s by day and app match its rows',
  async (source) => {
    const timeSeries = daysUpToNow(4);
    const from = { source: { [source]: { appId: ALL_APPS }, timeSeries } };
    const bucket = { eval: { bucket: 'startOfPeriod("daily", if(isNil(day), browserTime, day))' } };
    const totals = await rowsOf(emulator, [
      from,
      bucket,
      {
        group: {
          group: ['bucket', 'appId'],
          fields: {
            rows: { count: null },
            visitors: { count: 'visitorId' },
            events: { sum: 'numEvents' },
            minutes: { sum: 'numMinutes' },
          },
        },
      },
    ]);
    const groups = Object.groupBy(
      await rowsOf(emulator, [from, bucket]),
      (row) => `${row.bucket} ${row.appId ?? null}`,
    );
    expect(totals.length).toBeGreaterThan(3);
    expect(totals).toHaveLength(Object.keys(groups).length);
    for (const total of totals) {
      const rows = groups[`${total.bucket} ${total.appId}`] ?? [];
      const sum = (field: string) => rows.reduce((held, row) => held + Number(row[field] ?? 0), 0);
      expect(total).toMatchObject({
        rows: rows.length,
        visitors: new Set(rows.map(({ visitorId }) => visitorId)).size,
        events: sum('numEvents'),
        minutes: sum('numMinutes'),
      });
    }
  },
);

describe('a segment', () => {
  test('selects with the documented request, and each kind of segment selects different visitors', async () => {
    const members = async (id: unknown) =>
      rowsOf(emulator, [
        { source: { visitors: null } },
        { identified: 'visitorId' },
        { eval: { accountId: 'metadata.auto.accountids' } },
        { unwind: { field: 'accountId', keepEmpty: true } },
        { bulkExpand: { account: { account: 'accountId' } } },
        { segment: { id } },
        { select: { visitorId: 'visitorId', accountId: 'accountId' } },
      ]);
    const found = await Promise.all(list('segments').map(({ id }) => members(id)));
    expect(found.map((rows) => rows.length > 0)).toEqual([true, true, true, false, true, true]);
    expect(new Set(found.map((rows) => JSON.stringify(rows))).size).toBeGreaterThanOrEqual(5);
  });

  test('that is maintained by API gains and loses members', async () => {
    const later = await startEmulator({ scale: 'tiny', seed: 2 });
    const id = list('segments').find(({ createdByApi }) => createdByApi)?.id;
    const members = () => rowsOf(later, [{ source: { visitors: null } }, { segment: { id } }]);
    const before = (await members()).map(({ visitorId }) => visitorId);
    later.clock.advance(2 * DAY_MS);
    const after = (await members()).map(({ visitorId }) => visitorId);
    await later.close();
    expect(after.some((visitor) => !before.includes(visitor))).toBe(true);
    expect(before.some((visitor) => !after.includes(visitor))).toBe(true);
  });
});

describe('a product that the subscription lacks', () => {
  const timeSeries = { period: 'dayRange', first: 'now()', count: 1 };
  const source = (name: string) => (lacking: Emulator) =>
    aggregate(lacking, [{ source: { [name]: null, ...(NEEDS_TIME.includes(name) ? { timeSeries } : {}) } }]);
  const path = (name: string) => (lacking: Emulator) => get(lacking, `/api/v1/${name}`);
  const NEEDS_TIME = ['emailEvents', 'singleEvents', 'recordingMetadata'];

  test.each<[Product, ((lacking: Emulator) => Promise<Response>)[]]>([
    ['areas', [source('groups')]],
    ['bulkDeletions', [path('bulkdelete')]],
    ['doNotProcess', [source('doNotProcessVisitors'), source('doNotProcessAccounts')]],
    ['email', [source('emailEvents')]],
    ['excludeList', [path('blacklist'), path('servername')]],
    ['feedback', [source('vocItems'), source('votes')]],
    ['guideVersions', [path('guide/x/history')]],
    ['recordings', [source('recordingMetadata')]],
    ['reports', [path('report'), path('report/x/results.json')]],
    ['seenStates', [source('guidesSeenEver'), source('pollsSeenEver')]],
    [
      'segments',
      [path('segment'), (lacking) => aggregate(lacking, [{ source: { visitors: null } }, { segment: { id: 'x' } }])],
    ],
    ['singleEvents', [source('singleEvents')]],
  ])('%s is refused with the chosen status, and nothing else is refused', async (product, ask) => {
    emulator.behaviour.lackingProducts = [product];
    for (const status of [400, 403, 404, 410, 422] as const) {
      emulator.behaviour.lackingStatus = status;
      for (const request of ask) {
        const response = await request(emulator);
        expect([response.status, await response.text()]).toEqual([status, 'not available for this subscription']);
      }
    }
    expect((await get(emulator, '/api/v1/page')).status).toBe(200);
    expect((await aggregate(emulator, [{ source: { apps: null } }])).status).toBe(200);
    emulator.behaviour.lackingProducts = undefined;
  });
});
