import type { EventQuery, PendoRow } from '../../types.ts';
import { drawDelay } from '../lateness.ts';
import type { Timelines } from '../objects/index.ts';
import type { Random } from '../prng.ts';
import type { SingleEventSource } from '../scales.ts';
import { HOUR_MS } from '../time-zone.ts';
import type { Visitors } from '../visitors.ts';
import type { World } from '../world.ts';
import { countOnDay, type EventDay, eventDays } from './day.ts';
import { guideEventRow } from './guide-event.ts';
import { pollEventRow } from './poll-event.ts';
import type { SingleEvent } from './single-event.ts';

export interface SingleEventQuery extends EventQuery {
  readonly source: SingleEventSource;
}

type DrawQuery = Pick<SingleEventQuery, 'source' | 'from' | 'to'>;

export interface SingleEvents {
  /** Rows of a day are not ordered: Pendo promises no order. */
  rows(query: SingleEventQuery, now: number): Iterable<PendoRow>;
  /** All events of a time, whenever they arrive. */
  within(query: DrawQuery): Iterable<SingleEvent>;
}

const BURST_EVERY_DAYS = 3;
const POLLS_PER_BURST = 6;

export function createSingleEvents(world: World, visitors: Visitors, timelines: Timelines): SingleEvents {
  function* rows(query: SingleEventQuery, now: number): Iterable<PendoRow> {
    for (const event of events(query, now)) {
      if (event.receivedTime <= now && isWanted(query, event)) yield row(query.source, event);
    }
  }

  function* events(query: DrawQuery, now: number): Iterable<SingleEvent> {
    for (const day of eventDays({ world, visitors, timeline: timelines.guides }, query, now)) {
      const count = day.objects === 0 ? 0 : countOnDay(world.scale.singleEventsPerDay[query.source], day.day);
      for (let index = 0; index < count; index++) {
        const event = drawEvent(query, day, index);
        if (event !== undefined) yield event;
      }
    }
  }

  function within(query: DrawQuery): Iterable<SingleEvent> {
    return events(query, Number.POSITIVE_INFINITY);
  }

  /** Undefined if the event happened outside the query's time, or if no visitor existed. */
  function drawEvent(query: DrawQuery, day: EventDay, index: number): SingleEvent | undefined {
    const burst = isBurstDay(day) && index < burstSize(query.source);
    // In a burst one event in ten repeats its neighbour in every field.
    const random = world.random(query.source, day.day, burst && index % 10 === 9 ? index - 1 : index);
    const browserTime = burst ? burstTime(day) : day.start + random.below(day.hours * HOUR_MS);
    if (browserTime < query.from || browserTime >= query.to) return undefined;
    const visitor = visitors.pickActive(random, day.day, day.visitors);
    if (visitor === undefined) return undefined;
    const guide = query.source === 'pollEvents' ? pickAskingGuide(random, day) : random.below(day.objects);
    return { visitor, guide, browserTime, receivedTime: browserTime + drawDelay(random), random };
  }

  function burstTime(day: EventDay): number {
    return day.start + 5 * HOUR_MS + world.random('burst', day.day).below(HOUR_MS);
  }

  function burstSize(source: SingleEventSource): number {
    return source === 'guideEvents' ? world.scale.burst : Math.min(POLLS_PER_BURST, world.scale.burst);
  }

  function isWanted({ appIds, blacklist }: EventQuery, { guide, visitor }: SingleEvent): boolean {
    if (!appIds.includes(timelines.guides.appId(guide))) return false;
    return blacklist === 'ignore' || visitors.isExcluded(visitor) === (blacklist === 'only');
  }

  function row(source: SingleEventSource, event: SingleEvent): PendoRow {
    const makeRow = source === 'guideEvents' ? guideEventRow : pollEventRow;
    return makeRow({ world, visitors, timelines }, event);
  }

  return { rows, within };
}

function isBurstDay({ day }: EventDay): boolean {
  return day % BURST_EVERY_DAYS === 0;
}

/** Every third guide has polls; guide 0, with the NPS question, gets half of the answers. */
function pickAskingGuide(random: Random, day: EventDay): number {
  return random.chance(0.5) ? 0 : 3 * random.below(Math.ceil(day.objects / 3));
}
