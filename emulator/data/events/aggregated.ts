import type { EventQuery, PendoRow } from '../../types.ts';
import type { Timelines } from '../objects/index.ts';
import type { AggregatedSource } from '../scales.ts';
import type { Visitors } from '../visitors.ts';
import type { World } from '../world.ts';
import { aggregatedRow, drawFacts, type RowFacts } from './aggregated-row.ts';
import { bucketOfDay } from './bucket.ts';
import { countOnDay, type EventDay, eventDays, type TimeRange } from './day.ts';
import { createPlanner, OBJECTS_OF, type Planner, type RowPlan } from './plan.ts';

/** The grouped rows of events, pageEvents, featureEvents and trackEvents, day by day. */
export interface AggregatedEvents {
  /** Hourly rows are ordered by day but not by hour: Pendo promises no order. */
  rows(query: EventQuery & { readonly source: AggregatedSource }, now: number): Iterable<PendoRow>;
}

export function createAggregatedEvents(world: World, visitors: Visitors, timelines: Timelines): AggregatedEvents {
  const planner = createPlanner(world, visitors, timelines);

  function* rows(query: EventQuery & { readonly source: AggregatedSource }, now: number): Iterable<PendoRow> {
    const objects = OBJECTS_OF[query.source];
    const timeline = objects === undefined ? undefined : timelines[objects];
    for (const day of eventDays({ world, visitors, timeline }, wholeBuckets(query, now), now)) {
      if (query.period !== 'hourRange' && bucketOfDay(query.period, day).start < query.from) continue;
      for (const plan of plansOfDay(world, planner, { source: query.source, day, now })) {
        if (isWanted(query, visitors, plan)) yield* rowsOfPlan({ query, plan, facts: drawFacts(visitors, plan) }, now);
      }
    }
  }

  /** A bucket that begins within the query's time is included as a whole. */
  function wholeBuckets({ period, from, to }: EventQuery, now: number): TimeRange {
    const last = Math.min(to, now + 1) - 1;
    return { from, to: world.zone.nextBucket(period, last) };
  }

  return { rows };
}

interface DayInQuery {
  readonly source: AggregatedSource;
  readonly day: EventDay;
  readonly now: number;
}

export function* plansOfDay(world: World, planner: Planner, { source, day, now }: DayInQuery): Iterable<RowPlan> {
  const count = countOnDay(world.scale.rowsPerDay[source], day.day);
  for (let index = 0; index < count; index++) {
    const plan = planner.plan(source, day, index);
    if (plan !== undefined) yield plan;
  }
  if (world.scale.retags) yield* planner.retagged(source, day, now);
}

interface PlanInQuery {
  readonly query: EventQuery;
  readonly plan: RowPlan;
  readonly facts: RowFacts;
}

function* rowsOfPlan({ query, plan, facts }: PlanInQuery, now: number): Iterable<PendoRow> {
  if (query.period !== 'hourRange') {
    const bucket = bucketOfDay(query.period, plan.day);
    const row = aggregatedRow({ plan, shares: plan.shares, bucket }, facts, now);
    if (row !== undefined) yield row;
    return;
  }
  for (const share of plan.shares) {
    if (share.hour < query.from || share.hour >= query.to) continue;
    const row = aggregatedRow({ plan, shares: [share], bucket: { field: 'hour', start: share.hour } }, facts, now);
    if (row !== undefined) yield row;
  }
}

export function isWanted(query: EventQuery, visitors: Visitors, plan: RowPlan): boolean {
  if (!query.appIds.includes(plan.appId)) return false;
  return query.blacklist === 'ignore' || visitors.isExcluded(plan.visitor) === (query.blacklist === 'only');
}
