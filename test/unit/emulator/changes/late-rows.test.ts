import { describe, expect, it } from 'vitest';
import type { LateRows } from '../../../../emulator/changes/types.ts';
import { DEFAULT_NOW } from '../../../../emulator/data/index.ts';
import type { EventSource, PendoRow } from '../../../../emulator/types.ts';
import { DAY_MS, everything, texts } from '../data/rows.ts';
import { AT, changed, PERIODS, rowsAt, sumOf } from './changed.ts';

const still = changed([]);
const GROUPED = ['events', 'pageEvents', 'featureEvents', 'trackEvents'] as const;
const SINGLE = ['guideEvents', 'pollEvents'] as const;
const DAYS = [
  ['a day with rows', DEFAULT_NOW - 2 * DAY_MS],
  ['a day long before all others', DEFAULT_NOW - 200 * DAY_MS],
] as const;

function late(source: LateRows['source'], day: number, rows = 7) {
  return changed([{ kind: 'lateRows', source, day, rows, at: AT }]);
}

function added(source: LateRows['source'], day: number, asked: { source?: EventSource; period?: 'hourRange' } = {}) {
  const query = asked.period === undefined ? {} : { period: asked.period };
  const before = new Set(texts(rowsAt(still, asked.source ?? source, AT, query)));
  return rowsAt(late(source, day), asked.source ?? source, AT, query).filter((row) => !before.has(JSON.stringify(row)));
}

describe.each(DAYS)('late rows of %s', (_, day) => {
  const start = still.bucketStart('dayRange', day);
  const end = still.nextBucket('dayRange', start);
  const isInside = (time: unknown) => Number(time) >= start && Number(time) < end;

  it.each(GROUPED)('are rows of %s in that day and in its hours', (source) => {
    const days = added(source, day);
    const hours = added(source, day, { period: 'hourRange' });
    expect(days.length).toBe(7);
    expect(days.every((row) => row.day === start && isInside(row.firstTime) && isInside(row.lastTime))).toBe(true);
    expect(hours.length).toBe(7);
    expect(hours.every(({ hour, firstTime }) => isInside(hour) && Number(firstTime) >= Number(hour))).toBe(true);
    expect(sumOf(hours, 'numEvents')).toBe(sumOf(days, 'numEvents'));
    expect(new Set(days.map(({ tabId }) => tabId)).size).toBe(7);
  });

  it.each(GROUPED)('of %s have the fields and the longer periods of other rows', (source) => {
    const [other = {}] = rowsAt(still, source, AT);
    const months = new Set(added(source, day).map(({ month }) => month));
    expect(added(source, day).map((row) => Object.keys(row).sort())).toEqual(Array(7).fill(Object.keys(other).sort()));
    expect(months).toEqual(new Set([still.bucketStart('monthRange', day)]));
  });

  it.each(SINGLE)('are %s at times of that day', (source) => {
    const rows = added(source, day);
    expect(rows.length).toBe(7);
    expect(rows.every(({ browserTime, receivedTime }) => isInside(browserTime) && receivedTime === AT)).toBe(true);
  });

  it('of events are single events too', () => {
    const singles = added('events', day, { source: 'singleEvents' });
    const [other = {}] = rowsAt(still, 'singleEvents', AT);
    expect(singles.length).toBe(sumOf(added('events', day), 'numEvents'));
    expect(singles.every((row) => isInside(row.browserTime))).toBe(true);
    expect(Object.keys(singles[0] ?? {}).sort()).toEqual(Object.keys(other).sort());
  });

  it('come only with queries of their day, their app and their side of the exclude list', () => {
    const count = (query: Parameters<typeof rowsAt>[3]) =>
      rowsAt(late('pageEvents', day), 'pageEvents', AT, query).length - rowsAt(still, 'pageEvents', AT, query).length;
    const bucket = { from: start, to: end };
    expect(count(bucket)).toBe(7);
    expect(count({ from: end })).toBe(0);
    expect(count({ from: 0, to: start })).toBe(0);
    expect(count({ ...bucket, appIds: everything(still).appIds.filter((id) => id !== still.defaultAppId) })).toBe(0);
    expect(count({ ...bucket, blacklist: 'apply' }) + count({ ...bucket, blacklist: 'only' })).toBe(7);
  });
});

it('late rows of today lie before now', () => {
  const rows = added('pageEvents', AT, { period: 'hourRange' });
  expect(rows.length).toBe(7);
  expect(rows.every(({ lastTime }) => Number(lastTime) <= AT)).toBe(true);
});

it('late guide events count in guidesSeenEver', () => {
  const query = everything(still);
  const seenCounts = (subscription: typeof still) =>
    sumOf([...subscription.seen('guidesSeenEver', query, AT)], 'seenCount');
  const seen = (rows: PendoRow[]) => rows.filter(({ type }) => type === 'guideSeen').length;
  const day = DEFAULT_NOW - 2 * DAY_MS;
  const more = seen(added('guideEvents', day));
  expect(more).toBeGreaterThan(0);
  expect(seenCounts(late('guideEvents', day)) - seenCounts(still)).toBe(more);
});

it('late rows do not change any more', () => {
  const subscription = late('pageEvents', DEFAULT_NOW - 2 * DAY_MS);
  const at = (now: number) => {
    const before = new Set(texts(rowsAt(still, 'pageEvents', now)));
    return texts(rowsAt(subscription, 'pageEvents', now)).filter((row) => !before.has(row));
  };
  expect(at(AT + 30 * DAY_MS)).toEqual(at(AT));
  expect(PERIODS.every((period) => rowsAt(subscription, 'pageEvents', AT - 1, { period }).length > 0)).toBe(true);
});
