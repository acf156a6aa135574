import { describe, expect, it } from 'vitest';
import { DEFAULT_NOW } from '../../../../emulator/data/index.ts';
import { LISTS } from '../../../../emulator/data/lists/index.ts';
import type { ListName, PendoRow } from '../../../../emulator/types.ts';
import { DAY_MS, dig, objectsOf, texts, tiny } from './rows.ts';

const NAMES = Object.keys(LISTS) as ListName[];
const subscription = tiny();

function rowsOf(name: ListName, now = DEFAULT_NOW, of = subscription): PendoRow[] {
  return [...of.list(name, now)];
}

describe.each(NAMES)('the list of %s', (name) => {
  it('has the same rows each time', () => {
    expect(rowsOf(name).length).toBeGreaterThan(0);
    expect(texts(rowsOf(name, DEFAULT_NOW, tiny()))).toEqual(texts(rowsOf(name)));
  });

  it('has each of its objects once', () => {
    const later = rowsOf(name, DEFAULT_NOW + 40 * DAY_MS);
    const ids = later.map((row) => row.id ?? row.name ?? row.value);
    expect(new Set(ids).size).toBe(later.length);
  });
});

const CHANGING = ['productAreas', 'segments', 'reports', 'feedback', 'ideas', 'votes', 'bulkDeletions'] as const;

describe.each(CHANGING)('the list of %s', (name) => {
  it('gains and loses objects as days pass', () => {
    const idsAt = (days: number) => rowsOf(name, DEFAULT_NOW + days * DAY_MS).map(({ id }) => id);
    const [before, after] = [idsAt(0), idsAt(14)];
    expect(after.some((id) => !before.includes(id))).toBe(true);
    expect(before.some((id) => !after.includes(id))).toBe(true);
  });
});

describe('groups', () => {
  it('contain every page, feature and track type that refers to them, and nothing else', () => {
    const named = (['pages', 'features', 'trackTypes'] as const).flatMap((source) =>
      objectsOf(subscription, source).flatMap((row) => {
        const group = dig(row, 'group', 'id');
        return group === undefined ? [] : [`${group} ${row.id}`];
      }),
    );
    const held = rowsOf('productAreas').flatMap((area) =>
      (area.items as PendoRow[]).map(({ itemId }) => `${area.id} ${itemId}`),
    );
    expect(held.sort()).toEqual(named.sort());
    expect(rowsOf('productAreas').map(({ id }) => id)).toContain('_PENDO_DEFAULTGROUP_00_');
  });

  it('contain every guide in one category', () => {
    const held = rowsOf('guideCategories').flatMap(({ items }) => (items as PendoRow[]).map(({ itemId }) => itemId));
    expect(held.sort()).toEqual(
      objectsOf(subscription, 'guides')
        .map(({ id }) => id)
        .sort(),
    );
  });

  it('change their lastUpdatedAt when an item is added', () => {
    const at = (now: number) => new Map(rowsOf('guideCategories', now).map((row) => [row.id, row]));
    for (let day = 0; day < 10; day++) {
      const after = at(DEFAULT_NOW + (day + 1) * DAY_MS);
      for (const [id, row] of at(DEFAULT_NOW + day * DAY_MS)) {
        const next = after.get(id);
        if (next?.length !== row.length) expect(next?.lastUpdatedAt).toBeGreaterThan(Number(row.lastUpdatedAt));
      }
    }
  });
});

it('apps are those of the subscription, and their number of events changes once a day', () => {
  const now = rowsOf('apps');
  expect(now.map(({ id }) => id)).toEqual(subscription.apps.map(({ id }) => id));
  const later = rowsOf('apps', DEFAULT_NOW + DAY_MS);
  expect(later.every((row, at) => Number(row.eventCount) > Number(now[at]?.eventCount))).toBe(true);
});

it('votes refer to ideas, and feedback refers to visitors or users', () => {
  const ideas = rowsOf('ideas').map(({ id }) => id);
  expect(rowsOf('votes').every(({ vocItemId }) => ideas.includes(vocItemId))).toBe(true);
  const visitors = rowsOf('feedback').filter(({ onBehalfOfType }) => onBehalfOfType === 'Visitor');
  expect(visitors.every(({ onBehalfOfId }) => subscription.visitor(String(onBehalfOfId), DEFAULT_NOW))).toBe(true);
});

it('the exclude list contains the visitors that are excluded', () => {
  const listed = rowsOf('excludeList').filter(({ type }) => type === 'visitor');
  expect(listed.length).toBeGreaterThan(0);
  expect(listed.every(({ value }) => subscription.isExcluded(String(value)))).toBe(true);
});

describe('a guide', () => {
  const guides = objectsOf(subscription, 'guides');

  it('has versions, newest first, of which the first is the current guide', () => {
    for (const guide of guides) {
      const versions = [...(subscription.guideVersions(String(guide.id), DEFAULT_NOW) ?? [])];
      expect({ ...versions[0], validThrough: 0 }).toEqual({ ...guide, validThrough: 0 });
      const ids = versions.map(({ stableVersionId }) => String(stableVersionId));
      expect(ids).toEqual([...new Set(ids)].sort().reverse());
      expect(versions.every(({ id }) => id === guide.id)).toBe(true);
    }
  });

  it('keeps its versions and gains new ones', () => {
    const id = String(guides[1]?.id);
    const before = texts(subscription.guideVersions(id, DEFAULT_NOW) ?? []);
    const after = texts(subscription.guideVersions(id, DEFAULT_NOW + 60 * DAY_MS) ?? []);
    expect(after.slice(-before.length)).toEqual(before);
    expect(after.length).toBeGreaterThan(before.length);
  });

  it('that is unknown has no versions', () => {
    expect(subscription.guideVersions('nothing', DEFAULT_NOW)).toBeUndefined();
  });
});

it.each(['visitor', 'account'] as const)('each %s is found by its id, whatever characters it has', (kind) => {
  const rows = [...(kind === 'visitor' ? subscription.visitors : subscription.accounts)(DEFAULT_NOW)];
  for (const row of rows) expect(subscription[kind](String(row[`${kind}Id`]), DEFAULT_NOW)).toEqual(row);
  expect(subscription[kind]('nobody', DEFAULT_NOW)).toBeUndefined();
});
