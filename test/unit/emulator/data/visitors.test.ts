import { describe, expect, it } from 'vitest';
import { AWKWARD_ACCOUNT_IDS, AWKWARD_VISITOR_IDS } from '../../../../emulator/data/awkward-ids.ts';
import { createSubscription, DEFAULT_NOW, isAnonymous, SCALES } from '../../../../emulator/data/index.ts';
import type { PendoRow } from '../../../../emulator/types.ts';
import { DAY_MS, dig, groupBy, HOUR_MS, texts, tiny } from './rows.ts';

const lastUpdated = (row: PendoRow) => dig(row, 'metadata', 'auto', 'lastupdated');

describe.each(['visitors', 'accounts'] as const)('the %s', (kind) => {
  const idField = kind === 'visitors' ? 'visitorId' : 'accountId';
  const idOf = (row: PendoRow) => String(row[idField]);
  const awkwardIds = kind === 'visitors' ? AWKWARD_VISITOR_IDS : AWKWARD_ACCOUNT_IDS;
  const subscription = tiny();

  it('are as many as the scale says, each with its own id', () => {
    for (const scale of ['tiny', 'small', 'medium'] as const) {
      const ids = [...createSubscription({ seed: 9, scale })[kind](DEFAULT_NOW)].map(idOf);
      expect(ids).toHaveLength(SCALES[scale][kind]);
      expect(new Set(ids).size).toBe(ids.length);
    }
  });

  it('include every awkward id, and none of them when that is switched off', () => {
    const ids = (awkward: boolean) => new Set([...tiny({ awkward })[kind](DEFAULT_NOW)].map(idOf));
    expect(awkwardIds.filter((id) => !ids(true).has(id))).toEqual([]);
    expect(awkwardIds.filter((id) => ids(false).has(id))).toEqual([]);
  });

  it('change only if lastupdated grows', () => {
    let moved = 0;
    for (let now = DEFAULT_NOW - DAY_MS; now < DEFAULT_NOW + 6 * DAY_MS; now += 5 * HOUR_MS) {
      const before = new Map([...subscription[kind](now)].map((row) => [idOf(row), row]));
      for (const after of subscription[kind](now + 5 * HOUR_MS)) {
        const row = before.get(idOf(after));
        before.delete(idOf(after));
        if (row === undefined || !(Number(lastUpdated(row)) > 0)) continue;
        const changed = JSON.stringify(row) !== JSON.stringify(after);
        expect(Number(lastUpdated(after)) > Number(lastUpdated(row))).toBe(changed);
        moved += Number(changed);
      }
      expect(before.size).toBe(0);
    }
    expect(moved).toBeGreaterThan(20);
  });

  it('grow in number as days pass', () => {
    const count = (now: number) => [...subscription[kind](now)].length;
    expect(count(DEFAULT_NOW + DAY_MS)).toBeGreaterThan(count(DEFAULT_NOW));
    expect(count(DEFAULT_NOW - 4 * DAY_MS)).toBeLessThan(count(DEFAULT_NOW));
  });

  it('were last updated after their last visit, and not in the future', () => {
    for (const row of subscription[kind](DEFAULT_NOW)) {
      const updated = Number(lastUpdated(row) ?? 0);
      if (updated === 0) continue;
      expect(updated).toBeGreaterThan(Number(dig(row, 'metadata', 'auto', 'lastvisit')));
      expect(updated).toBeLessThanOrEqual(DEFAULT_NOW);
      expect(dig(row, 'metadata', 'auto', 'firstvisit')).toBeLessThan(
        Number(dig(row, 'metadata', 'auto', 'lastvisit')),
      );
    }
  });

  it('include many that share one lastupdated', () => {
    const rows = createSubscription({ seed: 4, scale: 'medium' })[kind](DEFAULT_NOW);
    const sizes = [...groupBy(rows, (row) => String(lastUpdated(row))).values()].map((group) => group.length);
    expect(Math.max(...sizes)).toBeGreaterThan(SCALES.medium[kind] / 15);
  });

  it('have numbers with more digits than a JavaScript number can hold, and keep every digit', () => {
    const all = texts(subscription[kind](DEFAULT_NOW)).join('\n');
    expect(all).toContain('"big_number":12345678901234567890');
    expect(all).toContain('"ratio":0.1234567890123456789012345');
    expect(all).toMatch(/"idhash":\d{18,}/);
  });

  it('have values that contradict the declared types of their fields, and lack fields', () => {
    const rows = [...createSubscription({ seed: 4, scale: 'medium' })[kind](DEFAULT_NOW)];
    const kinds = (field: string) => new Set(rows.map((row) => dig(row, 'metadata', 'custom', field)).map(kindOf));
    expect(kinds('score')).toEqual(new Set(['number', 'string', 'null', 'undefined']));
    expect(kinds('vip')).toEqual(new Set(['boolean', 'string', 'null', 'undefined']));
    expect(kinds('labels')).toEqual(new Set(['array', 'string', 'null', 'undefined']));
  });

  it('are generated lazily, so that the first rows come at once', () => {
    const endless = tiny({ [kind]: 1e9 });
    const rows = endless[kind](DEFAULT_NOW)[Symbol.iterator]();
    expect(rows.next().value).toHaveProperty(idField);
    rows.return?.();
  });
});

it('a nightly import updates most visitors, even those without a recent visit', () => {
  const at = (now: number) =>
    new Map([...tiny().visitors(now)].map((row) => [row.visitorId, dig(row, 'metadata', 'auto', 'lastupdated')]));
  const [before, after] = [at(DEFAULT_NOW), at(DEFAULT_NOW + 24 * 3_600_000)];
  const touched = [...before].filter(([id, time]) => Number(after.get(id)) > Number(time));
  expect(touched.length).toBeGreaterThan(before.size * 0.7);
});

describe('the unusual visitors', () => {
  const rows = [...tiny().visitors(DEFAULT_NOW)];
  const autos = rows.map((row) => dig(row, 'metadata', 'auto'));

  it('include some whose lastupdated is missing, null or 0', () => {
    const present = autos.filter((auto) => auto !== undefined);
    expect(present.filter((auto) => !('lastupdated' in Object(auto))).length).toBeGreaterThanOrEqual(2);
    expect(present.filter((auto) => dig(auto, 'lastupdated') === null)).toHaveLength(1);
    expect(present.filter((auto) => dig(auto, 'lastupdated') === 0)).toHaveLength(1);
  });

  it('include some without metadata.auto, but not in the simple variant', () => {
    expect(autos.filter((auto) => auto === undefined)).toHaveLength(1);
    const simple = [...tiny({ simpleMetadata: true }).visitors(DEFAULT_NOW)];
    expect(simple.every((row) => dig(row, 'metadata', 'auto') !== undefined)).toBe(true);
  });

  it('include anonymous ones, which are recognized by their id', () => {
    const anonymous = rows.filter((row) => isAnonymous(String(row.visitorId)));
    expect(anonymous.length).toBeGreaterThan(3);
    expect(anonymous.length).toBeLessThan(rows.length / 2);
  });

  it('include some on the exclude list', () => {
    const subscription = tiny();
    const excluded = rows.filter((row) => subscription.isExcluded(String(row.visitorId)));
    expect(excluded.length).toBeGreaterThan(0);
    expect(subscription.isExcluded('nobody')).toBe(false);
  });
});

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
