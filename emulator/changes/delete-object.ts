import { asList, isObject } from '../aggregation/json.ts';
import type { EmulatedSubscription } from '../data/index.ts';
import type { PendoRow } from '../types.ts';
import { idOf, withLists } from './lists.ts';
import type { ObjectDeletion } from './types.ts';

const GROUPS: readonly string[] = ['productAreas', 'guideCategories'];

/** The object is listed no more, nor is it an item of a group. Its events stay (evidence.md#deleted-objects). */
export function deleteObject(world: EmulatedSubscription, { list, id }: ObjectDeletion): EmulatedSubscription {
  const changed = withLists(world, (name, rows) => {
    if (name === list) return Iterator.from(rows).filter((row) => idOf(row) !== id);
    return GROUPS.includes(name) ? Iterator.from(rows).map((row) => withoutItem(row, id)) : rows;
  });
  if (list !== 'guides') return changed;
  return {
    ...changed,
    guideVersions: (guideId, now) => (guideId === id ? undefined : world.guideVersions(guideId, now)),
  };
}

/** Ids are unique among all kinds of objects, so the type of the item does not matter. */
function withoutItem(group: PendoRow, id: string): PendoRow {
  const before = asList(group.items);
  const items = before.filter((item) => !isObject(item) || item.itemId !== id);
  return items.length === before.length ? group : { ...group, items, length: items.length };
}
