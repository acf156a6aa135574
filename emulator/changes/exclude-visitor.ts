import type { EmulatedSubscription } from '../data/index.ts';
import type { Blacklist, PendoRow } from '../types.ts';
import type { Exclusion } from './types.ts';

/** An exclude list works on the past too: the visitor's rows go from all queries, or come back. */
export function excludeVisitor(world: EmulatedSubscription, change: Exclusion): EmulatedSubscription {
  const isExcluded = (visitorId: string) =>
    visitorId === change.visitorId ? change.excluded : world.isExcluded(visitorId);
  const changed = { ...world, isExcluded };
  const chosen = (rows: Iterable<PendoRow>, blacklist: Blacklist) =>
    Iterator.from(rows).filter((row) => passesExcludeList(changed, blacklist, row));
  return {
    ...changed,
    events: (query, now) => chosen(world.events({ ...query, blacklist: 'ignore' }, now), query.blacklist),
    seen: (source, query, now) => chosen(world.seen(source, { ...query, blacklist: 'ignore' }, now), query.blacklist),
    list: (name, now) => (name === 'excludeList' ? listed(world.list(name, now), change) : world.list(name, now)),
  };
}

export function passesExcludeList(
  { isExcluded }: Pick<EmulatedSubscription, 'isExcluded'>,
  blacklist: Blacklist,
  { visitorId }: PendoRow,
): boolean {
  return blacklist === 'ignore' || isExcluded(String(visitorId)) === (blacklist === 'only');
}

function* listed(items: Iterable<PendoRow>, { visitorId, excluded }: Exclusion): Generator<PendoRow> {
  for (const item of items) if (item.type !== 'visitor' || item.value !== visitorId) yield item;
  if (excluded) yield { type: 'visitor', value: visitorId };
}
