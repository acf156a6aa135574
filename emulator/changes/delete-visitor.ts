import type { EmulatedSubscription } from '../data/index.ts';
import type { PendoRow } from '../types.ts';
import type { VisitorDeletion } from './types.ts';

/**
 * The visitor is gone, and so is all that it did (evidence.md#bulk-deletion). Its accounts stay, and so does what refers
 * to it: items of the exclude list, feedback, votes.
 */
export function deleteVisitor(world: EmulatedSubscription, { visitorId }: VisitorDeletion): EmulatedSubscription {
  const others = (rows: Iterable<PendoRow>) => Iterator.from(rows).filter((row) => row.visitorId !== visitorId);
  return {
    ...world,
    visitors: (now) => others(world.visitors(now)),
    visitor: (id, now) => (id === visitorId ? undefined : world.visitor(id, now)),
    events: (query, now) => others(world.events(query, now)),
    seen: (source, query, now) => others(world.seen(source, query, now)),
    visitorHistory: (id, from, to, now) => (id === visitorId ? undefined : world.visitorHistory(id, from, to, now)),
  };
}
