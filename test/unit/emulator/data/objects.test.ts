import { describe, expect, it } from 'vitest';
import { createSubscription, DEFAULT_NOW, SCALES } from '../../../../emulator/data/index.ts';
import type { PendoRow } from '../../../../emulator/types.ts';
import { DAY_MS, dig, groupBy, OBJECT_SOURCES, objectsOf, texts, tiny } from './rows.ts';

describe.each(OBJECT_SOURCES)('the %s', (source) => {
  const subscription = createSubscription({ seed: 3, scale: 'medium' });
  const rows = objectsOf(subscription, source);

  it('are as many as the scale says, spread over all apps', () => {
    expect(rows).toHaveLength(SCALES.medium[source]);
    expect(new Set(rows.map((row) => row.id)).size).toBe(rows.length);
    expect(new Set(rows.map((row) => row.appId)).size).toBe(3);
  });

  it('can be read app by app', () => {
    const byApp = subscription.apps.flatMap(({ id }) => [...subscription.objects(source, DEFAULT_NOW, [id])]);
    expect(texts(byApp).sort()).toEqual(texts(rows).sort());
  });

  it('change only if lastUpdatedAt grows or is missing', () => {
    let changes = 0;
    for (let day = -2; day < 20; day++) {
      const now = DEFAULT_NOW + day * DAY_MS;
      const after = new Map(objectsOf(subscription, source, now + DAY_MS).map((row) => [row.id, row]));
      for (const row of objectsOf(subscription, source, now)) {
        const next = after.get(row.id);
        expect(next).toBeDefined();
        if (row.lastUpdatedAt === undefined) continue;
        const changed = JSON.stringify({ ...next, validThrough: 0 }) !== JSON.stringify({ ...row, validThrough: 0 });
        expect(Number(next?.lastUpdatedAt) > Number(row.lastUpdatedAt)).toBe(changed);
        changes += Number(changed);
      }
    }
    expect(changes).toBeGreaterThan(3);
  });

  it('are processed up to a full hour, which changes without an edit', () => {
    expect(new Set(rows.map((row) => row.validThrough))).toEqual(new Set([Date.UTC(2026, 5, 15, 13)]));
    const later = objectsOf(subscription, source, DEFAULT_NOW + 3 * 3_600_000);
    expect(later[0]?.validThrough).toBe(Date.UTC(2026, 5, 15, 16));
  });

  it('have version ids that consist of their root and a time with nanoseconds', () => {
    for (const row of rows) {
      const digits = new Date(Number(row.lastUpdatedAt ?? 0)).toISOString().replaceAll(/\D/g, '');
      expect(row.rootVersionId).toBe(row.id);
      expect(row.stableVersionId).toMatch(/-\d{14}\.\d{9}$/);
      if (row.lastUpdatedAt !== undefined) {
        expect(row.stableVersionId).toContain(`${row.id}-${digits.slice(0, 14)}.${digits.slice(14)}`);
      }
    }
  });

  it('grow in number as days pass', () => {
    expect(objectsOf(subscription, source, DEFAULT_NOW + DAY_MS).length).toBeGreaterThan(rows.length);
  });

  it('sometimes lack lastUpdatedAt or color, and many share one lastUpdatedAt', () => {
    const small = objectsOf(tiny(), source);
    expect(small.some((row) => !('lastUpdatedAt' in row))).toBe(true);
    expect(small.some((row) => !('color' in row))).toBe(true);
    const sizes = [...groupBy(small, (row) => String(row.lastUpdatedAt)).values()].map((group) => group.length);
    expect(Math.max(...sizes)).toBeGreaterThan(1);
  });
});

describe('the guides', () => {
  it('contain steps and polls, with the answers to a pick list in an object', () => {
    const guides = objectsOf(tiny(), 'guides');
    const text = JSON.stringify(guides);
    expect(guides.every((guide) => Array.isArray(guide.steps) && guide.steps.length > 0)).toBe(true);
    for (const type of ['NPSRating', 'FreeForm', 'PickList', 'NumberScale']) expect(text).toContain(`"type":"${type}"`);
    expect(text).toMatch(/"idResponses":\{"00[0-9a-z]{12}":"Reports"/);
    expect(text).toContain('"idResponses":{"0":"No","1":"Yes"}');
  });

  it('link a rating to the poll that asks for its reason', () => {
    const polls = objectsOf(tiny(), 'guides').flatMap((guide) => guide.polls as PendoRow[]);
    const rating = polls.find((poll) => dig(poll, 'attributes', 'type') === 'NPSRating');
    const reason = polls.find(({ id }) => id === dig(rating, 'attributes', 'followUp'));
    expect(dig(reason, 'attributes', 'type')).toBe('FreeForm');
    expect(polls.every(({ id }) => /^[0-9a-z]{10,11}$/.test(String(id)))).toBe(true);
  });
});
