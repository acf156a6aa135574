import { describe, expect, test } from 'vitest';
import type { FakeAnswer, FakeRequest } from '../helpers/fake-pendo.ts';
import { readStream, startFakePendo } from '../helpers/read-fake-pendo.ts';
import { recordsOf } from '../helpers/run.ts';

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
    const pendo = await startFakePendo((request) => {
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
    const pendo = await startFakePendo((request) => {
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
    const pendo = await startFakePendo((request) => {
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
