import type { ObjectSource } from '../../types.ts';
import { appIdOf, DEFAULT_APP_ID } from '../apps.ts';
import type { Timelines } from '../objects/index.ts';
import { deletedObjectId, type Timeline } from '../objects/timeline.ts';
import type { Random } from '../prng.ts';
import type { AggregatedSource } from '../scales.ts';
import { HOUR_MS } from '../time-zone.ts';
import type { Visitors } from '../visitors.ts';
import type { World } from '../world.ts';
import type { EventDay } from './day.ts';
import { drawHourShare, type HourShare } from './growth.ts';

/** How a row differs from the row before it, if it is a copy of that row. */
export type Difference = 'nothing' | 'details' | 'server' | 'account';

/**
 * Who did what in which app and which hours. This is enough to decide whether a row's other fields need to be drawn.
 */
export interface RowPlan {
  readonly source: AggregatedSource;
  readonly day: EventDay;
  readonly appId: number;
  /** The id of the page, feature or track type; empty for `events`. */
  readonly objectId: string;
  readonly visitor: number;
  readonly shares: readonly HourShare[];
  readonly differs: Difference | undefined;
  /** For drawing the remaining fields. Use it only once. */
  readonly random: Random;
}

export const OBJECTS_OF: Readonly<Partial<Record<AggregatedSource, ObjectSource>>> = {
  pageEvents: 'pages',
  featureEvents: 'features',
  trackEvents: 'trackTypes',
};

const RETAGGED_ROWS_PER_DAY = 2;

export interface Planner {
  /** Undefined if the row has nothing within the query's time, or if no visitor or no object existed on that day. */
  plan(source: AggregatedSource, day: EventDay, index: number): RowPlan | undefined;
  /**
   * The rows that edits up to `now` added to the days before them: a new rule counts the whole history again
   * (evidence.md#retag).
   */
  retagged(source: AggregatedSource, day: EventDay, now: number): Iterable<RowPlan>;
}

export function createPlanner(world: World, visitors: Visitors, timelines: Timelines): Planner {
  function plan(source: AggregatedSource, day: EventDay, index: number): RowPlan | undefined {
    const differs = differenceOf(source, index);
    const random = world.random(source, day.day, differs === undefined ? index : index - 1);
    const shares = drawShares(random, day, 0);
    // Return early: if a query asks for one hour, most rows of the day are in other hours.
    if (!shares.some(({ hour }) => hour >= day.from && hour < day.to)) return undefined;
    const visitor = visitors.pickActive(random, day.day, day.visitors);
    const target = pickTarget(source, random, day);
    if (visitor === undefined || target === undefined) return undefined;
    return { source, day, visitor, shares, differs, random, ...target };
  }

  function pickTarget(source: AggregatedSource, random: Random, day: EventDay) {
    const objects = OBJECTS_OF[source];
    if (objects === undefined) return { appId: appIdOf(random.below(5)), objectId: '' };
    if (day.objects === 0) return undefined;
    const timeline = timelines[objects];
    // 1 % belong to an object that has been deleted since, whose id is in no list.
    if (random.chance(0.01)) return { appId: DEFAULT_APP_ID, objectId: deletedObjectId(world, timeline.kind) };
    // The smaller of two random indexes, because some objects are popular and most are not.
    const index = Math.min(random.below(day.objects), random.below(day.objects));
    return { appId: timeline.appId(index), objectId: timeline.id(index) };
  }

  function* retagged(source: AggregatedSource, day: EventDay, now: number): Iterable<RowPlan> {
    if (source !== 'pageEvents' && source !== 'featureEvents') return;
    const timeline = timelines[source === 'pageEvents' ? 'pages' : 'features'];
    for (let object = 0; object < day.objects; object++) {
      for (const edit of timeline.retags(object, now)) {
        if (edit < day.start + day.hours * HOUR_MS) continue;
        yield* plansOfEdit({ source, timeline, object, edit }, day);
      }
    }
  }

  function* plansOfEdit(retag: Retag, day: EventDay): Iterable<RowPlan> {
    const { source, timeline, object, edit } = retag;
    for (let index = 0; index < RETAGGED_ROWS_PER_DAY; index++) {
      const random = world.random(source, 'retagged', object, edit, day.day, index);
      const shares = drawShares(random, day, edit);
      const visitor = visitors.pickActive(random, day.day, day.visitors);
      if (visitor === undefined) return;
      const target = { appId: timeline.appId(object), objectId: timeline.id(object) };
      yield { source, day, visitor, shares, differs: undefined, random, ...target };
    }
  }

  return { plan, retagged };
}

interface Retag {
  readonly source: AggregatedSource;
  readonly timeline: Timeline;
  readonly object: number;
  readonly edit: number;
}

/**
 * Every 25th row of `events` repeats the row before it in every field, like 4 % of live rows
 * (evidence.md#grouped-rows-repeat). Other rows differ from it in only one field: parameters or properties, server or
 * account.
 */
function differenceOf(source: AggregatedSource, index: number): Difference | undefined {
  const place = index % 25;
  if (place === 24) return source === 'events' ? 'nothing' : undefined;
  if (place === 12) return source === 'pageEvents' || source === 'trackEvents' ? 'details' : undefined;
  if (place === 17) return 'server';
  return place === 20 ? 'account' : undefined;
}

/** One to three different hours, most of them during working time. */
function drawShares(random: Random, day: EventDay, notBefore: number): readonly HourShare[] {
  const hour = random.chance(0.9) ? random.between(7, 19) : random.below(day.hours);
  const count = random.chance(0.7) ? 1 : random.between(2, 3);
  const shares: HourShare[] = [];
  for (let place = 0; place < count && hour + place < day.hours; place++) {
    shares.push(drawHourShare(random, day.start + (hour + place) * HOUR_MS, notBefore));
  }
  return shares;
}
