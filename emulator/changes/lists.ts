import type { EmulatedSubscription } from '../data/index.ts';
import type { ListName, ObjectSource, PendoRow } from '../types.ts';

type Listed = ListName | ObjectSource;
type ChangeRows = (name: Listed, rows: Iterable<PendoRow>) => Iterable<PendoRow>;

/** The world with other rows in its lists, those of objects included. */
export function withLists(world: EmulatedSubscription, change: ChangeRows): EmulatedSubscription {
  return {
    ...world,
    list: (name, now) => change(name, world.list(name, now)),
    objects: (source, now, appIds) => change(source, world.objects(source, now, appIds)),
  };
}

/** Most rows have an id. Servers have a name, and items of the exclude list a value. */
export function idOf({ id, name, value }: PendoRow): string {
  return String(id ?? name ?? value);
}
