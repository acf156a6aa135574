import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Emulator, startEmulator } from '../../../emulator/index.ts';
import type { EventSource, ObjectSource, PendoRow } from '../../../emulator/types.ts';
import { DAY_MS, get, rowsOf } from './hand-made.ts';

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ scale: 'tiny', seed: 3 });
});
afterAll(() => emulator.close());

/** The rows after a round trip through JSON. */
function asSent(rows: Iterable<PendoRow>): unknown {
  return JSON.parse(JSON.stringify([...rows]));
}

const everyApp = () => emulator.subscription.apps.map(({ id }) => id);

describe('the rows that arrive are the rows of the subscription', () => {
  test('visitors and accounts', async () => {
    const now = emulator.clock.now();
    expect(await rowsOf(emulator, [{ source: { visitors: null } }])).toEqual(
      asSent(emulator.subscription.visitors(now)),
    );
    expect(await rowsOf(emulator, [{ source: { accounts: null } }])).toEqual(
      asSent(emulator.subscription.accounts(now)),
    );
  });

  test.each<[ObjectSource, string]>([
    ['pages', 'page'],
    ['features', 'feature'],
    ['trackTypes', 'tracktype'],
    ['guides', 'guide'],
  ])('%s, by aggregation and by GET /%s', async (source, path) => {
    const rows = asSent(emulator.subscription.objects(source, emulator.clock.now(), everyApp()));
    expect(rows).not.toHaveLength(0);
    expect(await rowsOf(emulator, [{ source: { [source]: { appId: 'expandAppIds("*")' } } }])).toEqual(rows);
    expect(await (await get(emulator, `/api/v1/${path}?expand=*`)).json()).toEqual(rows);
  });

  test.each<EventSource>(['events', 'pageEvents', 'featureEvents', 'trackEvents', 'guideEvents', 'pollEvents'])(
    '%s, all at once or in windows of a day',
    async (source) => {
      const now = emulator.clock.now();
      const { subscription } = emulator;
      const from = subscription.bucketStart('dayRange', now - 3 * DAY_MS);
      const to = subscription.nextBucket('dayRange', subscription.bucketStart('dayRange', now));
      const query = { source, period: 'dayRange', from, to, appIds: everyApp(), blacklist: 'apply' } as const;
      const rows = asSent(subscription.events(query, now)) as PendoRow[];
      const ask = (first: number, last: number) =>
        rowsOf(emulator, [
          { source: { [source]: { appId: 'expandAppIds("*")' }, timeSeries: { period: 'dayRange', first, last } } },
        ]);
      expect(rows).not.toHaveLength(0);
      expect(await ask(from, to - 1)).toEqual(rows);
      const windows: PendoRow[] = [];
      for (let day = from; day < to; day = subscription.nextBucket('dayRange', day)) {
        windows.push(...(await ask(day, subscription.nextBucket('dayRange', day) - 1)));
      }
      expect(windows.map((row) => JSON.stringify(row)).sort()).toEqual(rows.map((row) => JSON.stringify(row)).sort());
    },
  );
});

test.each([1, 5])('pages of %i visitors, each after the last id, return every visitor once', async (limit) => {
  const found: string[] = [];
  for (let last: string | undefined = ''; last !== undefined; ) {
    const literal: string = last.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
    const page = await rowsOf(emulator, [
      { source: { visitors: null } },
      { filter: `visitorId > "${literal}"` },
      { sort: ['visitorId'] },
      { limit },
    ]);
    found.push(...page.map(({ visitorId }) => String(visitorId)));
    last = page.length === 0 ? undefined : found.at(-1);
  }
  const all = [...emulator.subscription.visitors(emulator.clock.now())].map(({ visitorId }) => String(visitorId));
  expect(found.sort()).toEqual(all.sort());
});

test('new rows come when the clock moves on', async () => {
  const later = await startEmulator({ scale: 'tiny', seed: 3 });
  const pipeline = [
    {
      source: {
        events: { appId: 'expandAppIds("*")' },
        timeSeries: { period: 'dayRange', first: later.clock.now(), count: 3 },
      },
    },
  ];
  const before = await rowsOf(later, pipeline);
  later.clock.advance(2 * DAY_MS);
  const after = await rowsOf(later, pipeline);
  await later.close();
  expect(after.length).toBeGreaterThan(before.length);
});
