import { describe, expect, it } from 'vitest';
import { createTimeZone } from '../../../../emulator/data/time-zone.ts';
import type { PendoRow } from '../../../../emulator/types.ts';
import { DAY_MS, groupBy, HOUR_MS, texts } from '../data/rows.ts';
import { AT, changed, PERIODS, rowsAt, sumOf } from './changed.ts';

const ZONE = 'Asia/Tokyo';
const still = changed([]);
const moved = changed([{ kind: 'moveZone', timeZone: ZONE, at: AT }]);
const zone = createTimeZone(ZONE);

describe('a subscription whose time zone moves', () => {
  it('has the buckets of the new zone from then on', () => {
    expect(moved.at(AT - 1).timeZone).toBe('America/New_York');
    expect(moved.at(AT).timeZone).toBe(ZONE);
    for (const period of PERIODS) {
      expect(moved.at(AT).bucketStart(period, AT)).toBe(zone.bucketStart(period, AT));
      expect(moved.at(AT).nextBucket(period, AT)).toBe(zone.nextBucket(period, AT));
    }
  });

  it.each(['events', 'pageEvents'] as const)(
    'has the same hours of %s as before, in other weeks and months',
    (source) => {
      const hours = (changing: typeof still) => rowsAt(changing, source, AT, { period: 'hourRange' });
      const withoutPeriods = ({ week: _week, month: _month, quarter: _quarter, ...row }: PendoRow) => row;
      expect(hours(moved).map(withoutPeriods)).toEqual(hours(still).map(withoutPeriods));
      expect(hours(moved).every((row) => row.week === zone.bucketStart('weekRange', Number(row.hour)))).toBe(true);
    },
  );

  it.each(['events', 'pageEvents'] as const)('puts its days of %s together from these hours', (source) => {
    const days = rowsAt(moved, source, AT);
    const hours = rowsAt(moved, source, AT, { period: 'hourRange' });
    const identity = (row: PendoRow, start: number) => `${start} ${row.visitorId} ${row.tabId} ${row.server}`;
    const ofHours = groupBy(hours, (row) => identity(row, zone.bucketStart('dayRange', Number(row.hour))));
    const ofDays = groupBy(days, (row) => identity(row, Number(row.day)));
    expect(days.length).toBeGreaterThan(100);
    expect(new Set(ofDays.keys())).toEqual(new Set(ofHours.keys()));
    for (const [key, rows] of ofDays) {
      for (const field of ['numEvents', 'numMinutes']) {
        expect(sumOf(rows, field)).toBe(sumOf(ofHours.get(key) ?? [], field));
      }
    }
  });

  it('keeps rows that repeat each other apart', () => {
    const repeats = (rows: PendoRow[]) => rows.length - new Set(texts(rows)).size;
    expect(repeats(rowsAt(still, 'events', AT))).toBeGreaterThan(0);
    expect(repeats(rowsAt(moved, 'events', AT))).toBeGreaterThan(0);
  });

  it.each(PERIODS)('gives the same rows bucket by bucket as all at once: %s', (period) => {
    const world = moved.at(AT);
    const whole = rowsAt(moved, 'pageEvents', AT, { period });
    const field = { hourRange: 'hour', dayRange: 'day', weekRange: 'week', monthRange: 'month' }[period];
    const pieces: PendoRow[] = [];
    let from = world.bucketStart(period, Math.min(...whole.map((row) => Number(row[field]))));
    while (from <= AT) {
      const to = world.nextBucket(period, from);
      pieces.push(...rowsAt(moved, 'pageEvents', AT, { period, from, to }));
      from = to;
    }
    expect(texts(pieces).sort()).toEqual(texts(whole).sort());
  });

  it('gives no day that began before the time that is asked for', () => {
    const start = moved.at(AT).bucketStart('dayRange', AT - 3 * DAY_MS);
    const days = rowsAt(moved, 'pageEvents', AT, { from: start + HOUR_MS }).map(({ day }) => Number(day));
    expect(Math.min(...days)).toBe(moved.at(AT).nextBucket('dayRange', start));
  });

  it('leaves single events where they are', () => {
    for (const source of ['guideEvents', 'pollEvents', 'emailEvents'] as const) {
      expect(rowsAt(moved, source, AT)).toEqual(rowsAt(still, source, AT));
    }
  });

  it('can move back', () => {
    const back = changed([
      { kind: 'moveZone', timeZone: ZONE, at: AT },
      { kind: 'moveZone', timeZone: 'America/New_York', at: AT + HOUR_MS },
    ]);
    const sorted = (changing: typeof still) => {
      const rows = rowsAt(changing, 'pageEvents', AT + HOUR_MS);
      // The clicks of a day are not the sum of its hours, because each is rounded.
      return rows.map((row) => `${row.day} ${row.tabId} ${row.server} ${row.numEvents} ${row.firstTime}`).sort();
    };
    expect(sorted(back)).toEqual(sorted(still));
  });
});
