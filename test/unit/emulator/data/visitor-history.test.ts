import { describe, expect, it } from 'vitest';
import { DEFAULT_NOW, SCALES } from '../../../../emulator/data/index.ts';
import type { PendoRow } from '../../../../emulator/types.ts';
import { DAY_MS, dig, groupBy, texts, tiny } from './rows.ts';

const subscription = tiny({ days: 14, visitors: 120 });
const visitors = [...subscription.visitors(DEFAULT_NOW)];
const ids = visitors.map((row) => String(row.visitorId));
const whole = (id: string, now = DEFAULT_NOW) => subscription.visitorHistory(id, 0, Number.POSITIVE_INFINITY, now);

function utcDate(time: unknown): string {
  return new Date(Number(time)).toISOString().slice(0, 10);
}

describe('the history of a visitor', () => {
  it('is unknown for a few listed visitors, and for all that are not listed', () => {
    const unknown = ids.filter((id) => whole(id) === undefined);
    expect(unknown.length).toBeGreaterThan(0);
    expect(unknown.length).toBeLessThan(ids.length / 10);
    for (const id of ['nobody', '', 'user999999@example.com', '_PENDO_T_x', 'user1@example.com']) {
      expect(whole(id), id).toBeUndefined();
    }
  });

  it('is between the first and the last visit, or up to two days later', () => {
    for (const visitor of visitors) {
      const first = Number(dig(visitor, 'metadata', 'auto', 'firstvisit') ?? 0);
      const last = Number(dig(visitor, 'metadata', 'auto', 'lastvisit') ?? Number.POSITIVE_INFINITY);
      for (const item of whole(String(visitor.visitorId)) ?? []) {
        expect(Number(item.ts)).toBeGreaterThanOrEqual(first);
        expect(Number(item.ts)).toBeLessThanOrEqual(last + 2 * DAY_MS);
      }
    }
  });

  it('has only days in UTC on which the visitor has events, and only once these events exist', () => {
    const scarce = tiny({ days: 14, visitors: 120, rowsPerDay: { ...SCALES.tiny.rowsPerDay, events: 20 } });
    const query = { period: 'hourRange', appIds: scarce.apps.map(({ id }) => id), blacklist: 'ignore' } as const;
    for (const now of [DEFAULT_NOW - 3 * DAY_MS, DEFAULT_NOW]) {
      const active = (['events', 'guideEvents', 'pollEvents'] as const).flatMap((source) =>
        [...scarce.events({ ...query, source, from: 0, to: now }, now)].map(
          ({ visitorId, hour, browserTime }) => `${visitorId} ${utcDate(hour ?? browserTime)}`,
        ),
      );
      const days = ids.flatMap((id) =>
        (scarce.visitorHistory(id, 0, Number.POSITIVE_INFINITY, now) ?? []).map(({ ts }) => `${id} ${utcDate(ts)}`),
      );
      expect(days.length).toBeGreaterThan(0);
      const known = new Set(active);
      expect(days.filter((day) => !known.has(day))).toEqual([]);
    }
  });

  it('is the same day by day as all at once', () => {
    for (const id of ids.slice(0, 12)) {
      const pieces: PendoRow[] = [];
      for (let from = DEFAULT_NOW - 320 * DAY_MS; from <= DEFAULT_NOW; from += DAY_MS) {
        pieces.push(...(subscription.visitorHistory(id, from, from + DAY_MS, DEFAULT_NOW) ?? []));
      }
      expect(texts(pieces).sort()).toEqual(texts(whole(id) ?? []).sort());
    }
  });

  it('only grows, and some items arrive late', () => {
    let late = 0;
    const then = DEFAULT_NOW - 5 * DAY_MS;
    for (const id of ids) {
      const earlier = texts(whole(id, then) ?? []);
      const later = texts(whole(id) ?? []);
      expect(earlier.every((item) => later.includes(item))).toBe(true);
      late += (whole(id) ?? []).filter((item) => Number(item.ts) < then - DAY_MS).length;
      late -= (whole(id, then) ?? []).filter((item) => Number(item.ts) < then - DAY_MS).length;
    }
    expect(late).toBeGreaterThan(0);
  });

  it('has items with equal type and time', () => {
    const items = ids.flatMap((id) => (whole(id) ?? []).map((item) => ({ ...item, id })));
    const groups = groupBy(items, (item: PendoRow) => `${item.id} ${item.type} ${item.ts}`);
    expect([...groups.values()].some((group) => group.length > 1)).toBe(true);
  });

  it('has nothing from the future', () => {
    for (const id of ids) expect((whole(id) ?? []).every((item) => Number(item.ts) <= DEFAULT_NOW)).toBe(true);
  });
});
