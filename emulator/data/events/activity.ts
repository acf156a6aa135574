import type { Timelines } from '../objects/index.ts';
import { DAY_MS } from '../time-zone.ts';
import type { Visitors } from '../visitors.ts';
import type { World } from '../world.ts';
import { plansOfDay } from './aggregated.ts';
import { eventDays, type TimeRange } from './day.ts';
import { createPlanner } from './plan.ts';
import type { SingleEvents } from './single.ts';

/** Which visitors have events on which day in UTC. */
export interface Activity {
  /** When the first event that the visitor has on the day of this time arrives. Undefined if there is none. */
  knownAt(visitor: number, time: number): number | undefined;
}

type Arrivals = ReadonlyMap<number, number>;

/** So that the map stays small, whatever the scale. */
const REMEMBERED_ENTRIES = 1_000_000;

/** All events of a visitor are in `events`, `guideEvents` or `pollEvents`. A day is computed once. */
export function createActivity(
  world: World,
  { visitors, timelines, single }: { visitors: Visitors; timelines: Timelines; single: SingleEvents },
): Activity {
  const planner = createPlanner(world, visitors, timelines);
  const days = new Map<number, Arrivals>();
  let entries = 0;

  function computeDay(number: number): Arrivals {
    const arrivals = new Map<number, number>();
    for (const { visitor, arrival } of eventsWithin({ from: number * DAY_MS, to: (number + 1) * DAY_MS })) {
      arrivals.set(visitor, Math.min(arrivals.get(visitor) ?? arrival, arrival));
    }
    return arrivals;
  }

  function* eventsWithin(range: TimeRange): Iterable<{ readonly visitor: number; readonly arrival: number }> {
    const now = Number.POSITIVE_INFINITY;
    for (const day of eventDays({ world, visitors, timeline: undefined }, range, now)) {
      for (const { visitor, shares } of plansOfDay(world, planner, { source: 'events', day, now })) {
        const within = shares.filter(({ hour }) => hour >= range.from && hour < range.to);
        yield* within.map(({ arrival }) => ({ visitor, arrival }));
      }
    }
    for (const source of ['guideEvents', 'pollEvents'] as const) {
      for (const { visitor, receivedTime } of single.within({ source, ...range })) {
        yield { visitor, arrival: receivedTime };
      }
    }
  }

  function arrivalsOn(day: number): Arrivals {
    const known = days.get(day);
    if (known !== undefined) return known;
    const arrivals = computeDay(day);
    if (entries + arrivals.size > REMEMBERED_ENTRIES) {
      days.clear();
      entries = 0;
    }
    days.set(day, arrivals);
    entries += arrivals.size;
    return arrivals;
  }

  return { knownAt: (visitor, time) => arrivalsOn(Math.floor(time / DAY_MS)).get(visitor) };
}
