import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_NOW, SCALES } from '../../../../emulator/data/index.ts';
import type { PendoRow } from '../../../../emulator/types.ts';
import { AGGREGATED_SOURCES, DAY_MS, dig, eventsOf, everything, groupBy, HOUR_MS, texts, tiny } from './rows.ts';

const PERIODS = ['dayRange', 'hourRange'] as const;
const GROWING = ['numEvents', 'numMinutes', 'lastTime'];
const MEASURES = new Set([
  ...GROWING,
  'firstTime',
  'errorClickCount',
  'rageClickCount',
  'uTurnCount',
  'deadClickCount',
]);

describe.each(AGGREGATED_SOURCES)('the rows of %s', (source) => {
  it('are the same for the same seed, and differ for another seed', () => {
    expect(texts(eventsOf(tiny(), { source }))).toEqual(texts(eventsOf(tiny(), { source })));
    expect(texts(eventsOf(tiny({}, 2), { source }))).not.toEqual(texts(eventsOf(tiny(), { source })));
  });

  it.each(PERIODS)('are the same bucket by bucket (%s) as all at once', (period) => {
    const subscription = tiny();
    const whole = eventsOf(subscription, { source, period });
    const pieces: PendoRow[] = [];
    let from = subscription.bucketStart(period, DEFAULT_NOW - 8 * DAY_MS);
    while (from <= DEFAULT_NOW) {
      const to = subscription.nextBucket(period, from);
      const rows = eventsOf(subscription, { source, period, from, to });
      expect(rows.every((row) => (row.day ?? row.hour) === from)).toBe(true);
      pieces.push(...rows);
      from = to;
    }
    expect(whole.length).toBeGreaterThan(80);
    expect(texts(pieces).sort()).toEqual(texts(whole).sort());
  });

  it('have a day or an hour, never both', () => {
    const subscription = tiny();
    const days = eventsOf(subscription, { source });
    const hours = eventsOf(subscription, { source, period: 'hourRange' });
    expect(days.every((row) => 'day' in row && !('hour' in row))).toBe(true);
    expect(hours.every((row) => 'hour' in row && !('day' in row))).toBe(true);
  });

  it('of the hours of a day add up to the rows of the day', () => {
    const subscription = tiny();
    const total = (rows: PendoRow[]) => rows.reduce((sum, row) => sum + Number(row.numEvents), 0);
    const hours = eventsOf(subscription, { source, period: 'hourRange' });
    expect(total(hours)).toBe(total(eventsOf(subscription, { source })));
  });

  it.each(PERIODS)('only grow as the clock moves (%s)', (period) => {
    const subscription = tiny();
    fc.assert(
      fc.property(fc.nat(5 * DAY_MS), fc.nat(3 * DAY_MS), (back, forward) => {
        const earlier = byIdentity(eventsOf(subscription, { source, period, now: DEFAULT_NOW - back }));
        const later = byIdentity(eventsOf(subscription, { source, period, now: DEFAULT_NOW - back + forward }));
        for (const [identity, rows] of earlier) expectGrown(rows, later.get(identity) ?? []);
      }),
      { numRuns: 15, seed: 3 },
    );
  });

  it.each(['weekRange', 'monthRange'] as const)(
    'of a %s are the rows of its days, with the start of the longer bucket',
    (period) => {
      const subscription = tiny();
      const from = subscription.bucketStart(period, DEFAULT_NOW);
      const field = period === 'weekRange' ? 'week' : 'month';
      const range = { source, from, to: subscription.nextBucket(period, from) };
      const rows = eventsOf(subscription, { ...range, period });
      const days = eventsOf(subscription, { ...range, period: 'dayRange' });
      expect(rows.length).toBeGreaterThan(0);
      expect(rows.every((row) => row[field] === from && !('day' in row) && !('hour' in row))).toBe(true);
      expect(rows).toEqual(days.map(({ day: _, ...row }) => row));
    },
  );

  it('do not come from the future, and the current bucket is partial', () => {
    const subscription = tiny();
    const now = DEFAULT_NOW + 7 * HOUR_MS;
    const rows = eventsOf(subscription, { source, now });
    expect(rows.every((row) => Number(row.lastTime) <= now)).toBe(true);
    const today = subscription.bucketStart('dayRange', now);
    const bucket = { source, from: today, to: subscription.nextBucket('dayRange', today) } as const;
    expect(eventsOf(subscription, { ...bucket, now: today })).toEqual([]);
    expect(eventsOf(subscription, { ...bucket, now }).length).toBeGreaterThan(0);
    expect(eventsOf(subscription, { ...bucket, now }).length).toBeLessThan(
      eventsOf(subscription, { ...bucket, now: now + 12 * DAY_MS }).length,
    );
  });

  it('change until nine days after the hour, and not later', () => {
    const subscription = tiny({ rowsPerDay: { ...SCALES.tiny.rowsPerDay, [source]: 3000 } });
    const from = subscription.bucketStart('dayRange', DEFAULT_NOW - 4 * DAY_MS);
    const to = subscription.nextBucket('dayRange', from);
    const at = (now: number) => texts(eventsOf(subscription, { source, from, to, now }));
    expect(at(to + 9 * DAY_MS)).toEqual(at(to + 60 * DAY_MS));
    expect(at(to)).not.toEqual(at(to + 9 * DAY_MS));
  });

  it('can be split by app and by exclude list without losing a row', () => {
    const subscription = tiny();
    const all = texts(eventsOf(subscription, { source })).sort();
    const byApp = subscription.apps.map(({ id }) => eventsOf(subscription, { source, appIds: [id] }));
    const kept = eventsOf(subscription, { source, blacklist: 'apply' });
    const excluded = eventsOf(subscription, { source, blacklist: 'only' });
    expect(byApp.every((rows) => rows.length > 0)).toBe(true);
    expect(texts(byApp.flat()).sort()).toEqual(all);
    expect(texts([...kept, ...excluded]).sort()).toEqual(all);
    expect(kept.some((row) => subscription.isExcluded(String(row.visitorId)))).toBe(false);
    expect(excluded.every((row) => subscription.isExcluded(String(row.visitorId)))).toBe(true);
  });

  it('are generated lazily, so that the first rows come at once', () => {
    const count = 1e12;
    const rowsPerDay = { events: count, pageEvents: count, featureEvents: count, trackEvents: count };
    const endless = tiny({ rowsPerDay, visitors: 1e8, accounts: 1e6, days: 1000 });
    const rows = endless.events({ ...everything(endless), source }, DEFAULT_NOW)[Symbol.iterator]();
    expect(rows.next().value).toHaveProperty('visitorId');
    rows.return?.();
  });

  it('have only visitors that exist', () => {
    const subscription = tiny();
    const known = new Set([...subscription.visitors(DEFAULT_NOW)].map((row) => row.visitorId));
    expect(eventsOf(subscription, { source }).every((row) => known.has(row.visitorId))).toBe(true);
  });
});

describe('the excluded visitors', () => {
  it('have rows of events', () => {
    const excluded = eventsOf(tiny({ days: 30 }), { source: 'events', blacklist: 'only' });
    expect(excluded.length).toBeGreaterThan(0);
  });
});

describe('the special cases in aggregated rows', () => {
  const subscription = tiny({ days: 14 });

  it('include rows with more minutes than events', () => {
    const rows = eventsOf(tiny(), { source: 'events' });
    expect(rows.some((row) => Number(row.numMinutes) > Number(row.numEvents))).toBe(true);
  });

  it('include 4 % of the rows of events that repeat another row in every field', () => {
    const rows = texts(eventsOf(subscription, { source: 'events', to: DEFAULT_NOW - 9 * DAY_MS }));
    const share = 1 - new Set(rows).size / rows.length;
    expect(share).toBeGreaterThan(0.02);
    expect(share).toBeLessThan(0.05);
  });

  it('include page events that differ only in their parameters', () => {
    const without = (row: PendoRow) => JSON.stringify({ ...row, parameters: null });
    const rows = eventsOf(subscription, { source: 'pageEvents' });
    const twins = [...groupBy(rows, without).values()].filter((group) => new Set(texts(group)).size > 1);
    expect(twins.length).toBeGreaterThan(0);
  });

  it('include parameters only for page events', () => {
    const withParameters = AGGREGATED_SOURCES.filter((source) =>
      eventsOf(subscription, { source }).some((row) => 'parameters' in row),
    );
    expect(withParameters).toEqual(['pageEvents']);
  });

  it('include empty accounts and servers, but no empty visitor, address or user agent', () => {
    const rows = AGGREGATED_SOURCES.flatMap((source) => eventsOf(subscription, { source }));
    const empty = (field: string) => rows.filter((row) => row[field] === '').length;
    expect(empty('accountId')).toBeGreaterThan(0);
    expect(empty('server')).toBeGreaterThan(0);
    expect([empty('visitorId'), empty('remoteIp'), empty('userAgent')]).toEqual([0, 0, 0]);
  });

  it('include the app in the pageId of events', () => {
    const ids = new Set(eventsOf(subscription, { source: 'events' }).map((row) => row.pageId));
    expect([...ids].sort()).toEqual(['allevents', 'allevents-5629499534213120', 'allevents-6012345678901248']);
  });

  it('include events of pages that are in no list', () => {
    const listed = new Set(
      [...subscription.objects('pages', DEFAULT_NOW, everything(subscription).appIds)].map((row) => row.id),
    );
    const rows = eventsOf(subscription, { source: 'pageEvents' });
    expect(rows.some((row) => !listed.has(row.pageId))).toBe(true);
  });

  it('include rows that arrive days late', () => {
    const from = subscription.bucketStart('dayRange', DEFAULT_NOW - 6 * DAY_MS);
    const bucket = { source: 'pageEvents', from, to: subscription.nextBucket('dayRange', from) } as const;
    const afterFour = byIdentity(eventsOf(subscription, { ...bucket, now: from + 5 * DAY_MS }));
    const afterTen = byIdentity(eventsOf(subscription, { ...bucket, now: from + 11 * DAY_MS }));
    expect(afterTen.size).toBeGreaterThan(afterFour.size);
  });

  it('include numbers with more digits than a JavaScript number can hold', () => {
    const rows = texts(eventsOf(tiny({ days: 30 }), { source: 'trackEvents' }));
    expect(rows.some((row) => row.includes('"amount":98765432109876543210.123456789'))).toBe(true);
  });

  it('include a day of 25 hours, whose visits are in 25 hourly buckets', () => {
    const now = Date.UTC(2026, 10, 15, 12);
    const noon = Date.UTC(2026, 10, 1, 17);
    const from = subscription.bucketStart('dayRange', noon);
    const to = subscription.nextBucket('dayRange', from);
    const many = { ...SCALES.tiny.rowsPerDay, pageEvents: 5000 };
    const rows = eventsOf(tiny({ rowsPerDay: many }), { source: 'pageEvents', period: 'hourRange', from, to, now });
    expect(new Set(rows.map((row) => row.hour)).size).toBe(25);
  });
});

describe('re-tagged pages', () => {
  it('do not change history by default', () => {
    const subscription = tiny();
    const from = subscription.bucketStart('dayRange', DEFAULT_NOW - 3 * DAY_MS);
    const query = { source: 'pageEvents', from, to: subscription.nextBucket('dayRange', from) } as const;
    const at = (now: number) => texts(eventsOf(subscription, { ...query, now }));
    expect(at(DEFAULT_NOW + 60 * DAY_MS)).toEqual(at(DEFAULT_NOW + 20 * DAY_MS));
  });

  it.each(['pageEvents', 'featureEvents'] as const)('add rows to the past of %s and remove none', (source) => {
    const subscription = tiny({ retags: true });
    const from = subscription.bucketStart('dayRange', DEFAULT_NOW - 3 * DAY_MS);
    const query = { source, from, to: subscription.nextBucket('dayRange', from) };
    const before = texts(eventsOf(subscription, { ...query, now: DEFAULT_NOW + 20 * DAY_MS }));
    const after = texts(eventsOf(subscription, { ...query, now: DEFAULT_NOW + 60 * DAY_MS }));
    expect(after.length).toBeGreaterThan(before.length);
    expect(before.every((row) => after.includes(row))).toBe(true);
  });
});

/** The rows by all their fields except the measures. */
function byIdentity(rows: PendoRow[]): Map<string, PendoRow[]> {
  return groupBy(rows, (row) => JSON.stringify(Object.entries(row).filter(([field]) => !MEASURES.has(field))));
}

function expectGrown(before: PendoRow[], after: PendoRow[]): void {
  expect(after.length).toBeGreaterThanOrEqual(before.length);
  for (const field of GROWING) {
    const sorted = (rows: PendoRow[]) => rows.map((row) => Number(dig(row, field))).sort((a, b) => b - a);
    const values = sorted(after);
    expect(sorted(before).every((value, place) => value <= (values[place] ?? -1))).toBe(true);
  }
}
