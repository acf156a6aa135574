import { describe, expect, it } from 'vitest';
import type { Change } from '../../../../emulator/changes/types.ts';
import type { ListName, PendoRow } from '../../../../emulator/types.ts';
import { dig, OBJECT_SOURCES, objectsOf } from '../data/rows.ts';
import { AT, changed, rowsAt } from './changed.ts';

const still = changed([]);
const LISTS = ['apps', 'productAreas', 'guideCategories', 'segments', 'reports', 'feedback', 'ideas', 'votes'] as const;

const idsOf = (rows: Iterable<PendoRow>) => [...rows].map(({ id }) => String(id));
const deleted = (list: (Change & { kind: 'deleteObject' })['list'], id: string) =>
  changed([{ kind: 'deleteObject', list, id, at: AT }]);

describe('an object that is deleted', () => {
  it.each(LISTS)('leaves the list of %s, and the others stay', (list) => {
    const [id = '', ...others] = idsOf(still.list(list, AT));
    expect(others.length).toBeGreaterThan(0);
    expect(idsOf(deleted(list, id).list(list, AT))).toEqual(others);
  });

  it.each(OBJECT_SOURCES)('leaves the list of %s, and the others stay', (source) => {
    const [id = '', ...others] = idsOf(objectsOf(still, source, AT));
    expect(idsOf(objectsOf(deleted(source, id), source, AT))).toEqual(others);
  });

  it.each([
    ['excludeList', '198.51.100.*'],
    ['servers', 'beta.acme.example'],
  ] as const)('is found in %s by what it has instead of an id', (list, id) => {
    const count = (rows: Iterable<PendoRow>) => [...rows].length;
    expect(count(deleted(list, id).list(list, AT))).toBe(count(still.list(list, AT)) - 1);
  });

  it('keeps its events', () => {
    const { pageId } = rowsAt(still, 'pageEvents', AT)[0] ?? {};
    expect(rowsAt(deleted('pages', String(pageId)), 'pageEvents', AT)).toEqual(rowsAt(still, 'pageEvents', AT));
  });

  it.each<[ListName, 'pages' | 'guides']>([
    ['productAreas', 'pages'],
    ['guideCategories', 'guides'],
  ])('is no item of %s any more', (list, source) => {
    const id = String(objectsOf(still, source, AT)[0]?.id);
    const itemsOf = (rows: Iterable<PendoRow>) =>
      [...rows].flatMap((group) => {
        const items = group.items as readonly PendoRow[];
        expect(group.length).toBe(items.length);
        return items.map(({ itemId }) => itemId);
      });
    const before = itemsOf(still.list(list, AT));
    expect(before).toContain(id);
    expect(itemsOf(deleted(source, id).list(list, AT))).toEqual(before.filter((item) => item !== id));
  });

  it('has no versions any more, if it is a guide', () => {
    const [id = '', other = ''] = idsOf(objectsOf(still, 'guides', AT));
    expect(deleted('guides', id).guideVersions(id, AT)).toBeUndefined();
    expect(deleted('guides', id).guideVersions(id, AT - 1)).toBeDefined();
    expect(deleted('guides', id).guideVersions(other, AT)).toBeDefined();
  });
});

describe('a silent edit', () => {
  it.each(['pages', 'segments'] as const)('overwrites fields of one row of %s, and no time', (list) => {
    const read = (subscription: typeof still) =>
      list === 'pages' ? objectsOf(subscription, list, AT) : [...subscription.list(list, AT)];
    const [first = {}, ...others] = read(still);
    const fields = { name: 'renamed', group: { id: 'another' } };
    const edited = changed([{ kind: 'editObject', list, id: String(first.id), fields, at: AT }]);
    expect(read(edited)).toEqual([{ ...first, ...fields }, ...others]);
    expect(dig(read(edited)[0], 'lastUpdatedAt')).toBe(first.lastUpdatedAt);
  });
});
