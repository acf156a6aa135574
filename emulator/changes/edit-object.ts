import type { EmulatedSubscription } from '../data/index.ts';
import { idOf, withLists } from './lists.ts';
import type { SilentEdit } from './types.ts';

/** Changes only this row: neither what refers to it nor the versions of a guide. */
export function editObject(world: EmulatedSubscription, { list, id, fields }: SilentEdit): EmulatedSubscription {
  return withLists(world, (name, rows) =>
    name === list ? Iterator.from(rows).map((row) => (idOf(row) === id ? { ...row, ...fields } : row)) : rows,
  );
}
