import type { EmulatedSubscription } from '../../emulator/data/index.ts';
import { Random } from '../../emulator/data/prng.ts';

/** From `atMs` on, all events of some visitors are gone. */
export interface Deletion {
  readonly atMs: number;
  /** How many of a hundred visitors. */
  readonly percent: number;
}

/** The subscription without what is deleted. */
export function withDeletion(subscription: EmulatedSubscription, deletion: Deletion | undefined): EmulatedSubscription {
  if (deletion === undefined) return subscription;
  const { atMs, percent } = deletion;
  const isDeleted = (visitorId: unknown) => new Random(percent, ['deleted', String(visitorId)]).below(100) < percent;
  return {
    ...subscription,
    events(query, now) {
      const rows = subscription.events(query, now);
      return now < atMs ? rows : Iterator.from(rows).filter(({ visitorId }) => !isDeleted(visitorId));
    },
  };
}
