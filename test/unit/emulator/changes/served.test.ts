import { afterEach, expect, test } from 'vitest';
import { DEFAULT_NOW } from '../../../../emulator/data/index.ts';
import { createTimeZone } from '../../../../emulator/data/time-zone.ts';
import { type Emulator, startEmulator } from '../../../../emulator/index.ts';
import { DAY_MS, eventsOf, groupBy, HOUR_MS } from '../data/rows.ts';
import { aggregate, get, rowsOf } from '../hand-made.ts';
import { commonest, sumOf } from './changed.ts';

let emulator: Emulator;
afterEach(() => emulator.close());

const AT = DEFAULT_NOW + HOUR_MS;
const timeSeries = { period: 'dayRange', first: DEFAULT_NOW - 4 * DAY_MS, last: AT };

test('a change given at the start happens when the clock comes to its time', async () => {
  const changes = [{ kind: 'editObject', list: 'segments', id: 'none', fields: {}, at: AT } as const];
  emulator = await startEmulator({ seed: 3, changes });
  const [segment] = [...emulator.subscription.list('segments', AT)];
  emulator.changes.push({ kind: 'deleteObject', list: 'segments', id: String(segment?.id), at: AT });
  expect(emulator.changes.length).toBe(2);
  expect((await get(emulator, `/api/v1/segment/${segment?.id}`)).status).toBe(200);
  emulator.clock.set(AT);
  expect((await get(emulator, `/api/v1/segment/${segment?.id}`)).status).toBe(404);
});

test.each(['fewer', 'more', 'moved'] as const)(
  'counts per day, rows by id and rows of all apps agree after a page was tagged again: %s',
  async (matches) => {
    emulator = await startEmulator({ seed: 3, now: AT });
    const rows = () => eventsOf(emulator.subscription, { source: 'pageEvents', now: AT });
    const objectId = commonest(rows(), 'pageId');
    emulator.changes.push({ kind: 'retag', source: 'pageEvents', objectId, matches, refill: 'atOnce', at: AT });
    const ofPage = rows().filter(({ pageId }) => pageId === objectId);
    const byId = await rowsOf(emulator, [{ source: { pageEvents: { pageIds: [objectId] }, timeSeries } }]);
    expect(byId).toEqual(JSON.parse(JSON.stringify(ofPage)));
    const appId = emulator.subscription.apps.map(({ id }) => id);
    const counted = await rowsOf(emulator, [
      { source: { pageEvents: { appId, blacklist: 'ignore' }, timeSeries } },
      { group: { group: ['day'], fields: [{ rows: { count: null } }, { events: { sum: 'numEvents' } }] } },
    ]);
    const days = groupBy(rows(), ({ day }) => String(day));
    expect(new Map(counted.map(({ day, ...counts }) => [String(day), counts]))).toEqual(
      new Map([...days].map(([day, own]) => [day, { rows: own.length, events: sumOf(own, 'numEvents') }])),
    );
  },
);

test('time series and dates in expressions follow a time zone that moves', async () => {
  emulator = await startEmulator({ seed: 3, now: AT });
  const startTime = async (first: unknown) => {
    const source = { pageEvents: null, timeSeries: { period: 'dayRange', first, count: 1 } };
    const answer = await aggregate(emulator, [{ source }]);
    return JSON.parse(await answer.text()).startTime;
  };
  const newYork = createTimeZone('America/New_York');
  const tokyo = createTimeZone('Asia/Tokyo');
  expect(await startTime(AT)).toBe(newYork.bucketStart('dayRange', AT));
  emulator.changes.push({ kind: 'moveZone', timeZone: 'Asia/Tokyo', at: AT });
  expect(await startTime(AT)).toBe(tokyo.bucketStart('dayRange', AT));
  expect(await startTime('date(2026, 6, 14)')).toBe(Date.UTC(2026, 5, 13, 15));
});
