import { EVENTS_OF_STATES, statesOf } from '../data/events/seen.ts';
import type { EmulatedSubscription } from '../data/index.ts';

/** The world with other events, and with the guide and poll states that follow from them. */
export function withEvents(world: EmulatedSubscription, events: EmulatedSubscription['events']): EmulatedSubscription {
  return {
    ...world,
    events,
    seen: (source, query, now) => {
      const all = { ...query, source: EVENTS_OF_STATES[source], period: 'dayRange', ...EVER } as const;
      return statesOf(source, events(all, now));
    },
  };
}

const EVER = { from: 0, to: Number.POSITIVE_INFINITY };
