import { describe, expect, it } from 'vitest';
import type { Retag } from '../../../../emulator/changes/types.ts';
import type { PendoRow } from '../../../../emulator/types.ts';
import { DAY_MS, HOUR_MS, texts } from '../data/rows.ts';
import { AT, changed, commonest, rowsAt } from './changed.ts';

/** Long enough that a refill takes hours. */
const LONG = { days: 40 };
const still = changed([], LONG);
const before = rowsAt(still, 'pageEvents', AT);
const othersBefore = {
  events: rowsAt(still, 'events', AT),
  featureEvents: rowsAt(still, 'featureEvents', AT),
  trackEvents: rowsAt(still, 'trackEvents', AT),
};
const pageId = commonest(before, 'pageId');

function retagged(change: Partial<Retag>) {
  const whole = { kind: 'retag', source: 'pageEvents', objectId: pageId, at: AT, refill: 'atOnce' } as const;
  return changed([{ matches: 'fewer', ...whole, ...change }], LONG);
}

function rowsOfPage(change: Partial<Retag>, now = AT): PendoRow[] {
  return rowsAt(retagged(change), 'pageEvents', now).filter((row) => row.pageId === pageId);
}

const own = texts(before.filter((row) => row.pageId === pageId));

describe('a page that is tagged again', () => {
  it('loses some of its rows if fewer events match', () => {
    const left = texts(rowsOfPage({ matches: 'fewer' }));
    expect(left.length).toBeGreaterThan(own.length / 4);
    expect(left.length).toBeLessThan((own.length * 3) / 4);
    expect(left.every((row) => own.includes(row))).toBe(true);
  });

  it('gains rows of events in its app that other pages match too, if more match', () => {
    const rows = rowsOfPage({ matches: 'more' });
    const more = rows.filter((row) => !own.includes(JSON.stringify(row)));
    const tabsElsewhere = new Set(before.filter((row) => row.pageId !== pageId).map(({ tabId }) => tabId));
    expect(rows.length - more.length).toBe(own.length);
    expect(more.length).toBeGreaterThan(20);
    expect(new Set(more.map(({ day }) => day)).size).toBeGreaterThan(15);
    expect(new Set(rows.map(({ appId }) => appId)).size).toBe(1);
    expect(more.every(({ tabId }) => tabsElsewhere.has(tabId))).toBe(true);
  });

  it('has none of its former rows if other events match', () => {
    const rows = texts(rowsOfPage({ matches: 'moved' }));
    expect(rows.length).toBeGreaterThan(20);
    expect(rows.some((row) => own.includes(row))).toBe(false);
  });

  it.each(['fewer', 'more', 'moved'] as const)('leaves other pages and the events themselves alone: %s', (matches) => {
    const others = (rows: PendoRow[]) => texts(rows.filter((row) => row.pageId !== pageId));
    const subscription = retagged({ matches });
    expect(others(rowsAt(subscription, 'pageEvents', AT))).toEqual(others(before));
    expect(rowsAt(subscription, 'events', AT)).toEqual(othersBefore.events);
    expect(rowsAt(subscription, 'featureEvents', AT)).toEqual(othersBefore.featureEvents);
  });

  it('gains nothing if it is not listed, because its app is not known', () => {
    const subscription = retagged({ matches: 'more', objectId: 'unknown' });
    expect(rowsAt(subscription, 'pageEvents', AT)).toEqual(before);
  });
});

describe.each(['fewer', 'more', 'moved'] as const)(
  'a past that is cleared and refilled, the newest day first: %s',
  (matches) => {
    const refilled = (now: number) => rowsOfPage({ matches, refill: 'backwards' }, now);
    const daysOf = (rows: readonly PendoRow[]) => new Set(rows.map(({ day }) => Number(day)));

    it('is empty at first', () => {
      expect([...daysOf(refilled(AT))].filter((day) => day < AT)).toEqual([]);
    });

    it('fills the newest days first, each of them completely', () => {
      let known = 0;
      for (const hours of [6, 18, 36]) {
        const now = AT + hours * HOUR_MS;
        const rows = refilled(now);
        const days = daysOf(rows);
        const oldest = Math.min(...days);
        const whole = rowsOfPage({ matches }, now).filter((row) => Number(row.day) >= oldest);
        expect(days.size).toBeGreaterThan(known);
        expect(rows).toEqual(whole);
        known = days.size;
      }
    });

    it('is complete after three days, with the same rows as a refill at once', () => {
      const now = AT + 3 * DAY_MS;
      const rows = refilled(now);
      expect(rows).toEqual(rowsOfPage({ matches }, now));
      expect(daysOf(rows).size).toBeGreaterThan(daysOf(refilled(AT + 36 * HOUR_MS)).size);
    });
  },
);

it('a past of ninety days is complete after three days too', () => {
  const days = (refill: Retag['refill'], now: number) => {
    const change = { kind: 'retag', source: 'pageEvents', objectId: pageId, matches: 'more', refill, at: AT } as const;
    const rows = rowsAt(changed([change], { days: 90 }), 'pageEvents', now);
    return new Set(rows.filter((row) => row.pageId === pageId).map(({ day }) => day)).size;
  };
  expect(days('backwards', AT + 3 * DAY_MS - 1)).toBeLessThan(days('atOnce', AT + 3 * DAY_MS - 1));
  expect(days('backwards', AT + 3 * DAY_MS)).toBe(days('atOnce', AT + 3 * DAY_MS));
});

it.each([
  ['featureEvents', 'featureId'],
  ['trackEvents', 'trackTypeId'],
] as const)('%s of an object that is tagged again change in the same way', (source, field) => {
  const objectId = commonest(othersBefore[source], field);
  const count = (matches: Retag['matches']) =>
    rowsAt(retagged({ source, objectId, matches }), source, AT).filter((row) => row[field] === objectId).length;
  const unchanged = othersBefore[source].filter((row) => row[field] === objectId).length;
  expect(count('fewer')).toBeLessThan(unchanged);
  expect(count('more')).toBeGreaterThan(unchanged);
});
