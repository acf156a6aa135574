import type { EventQuery, PendoRow } from '../../types.ts';
import type { Timelines } from '../objects/index.ts';
import { Random } from '../prng.ts';
import type { Visitors } from '../visitors.ts';
import type { World } from '../world.ts';
import { isWanted, plansOfDay } from './aggregated.ts';
import { drawFacts, type RowFacts } from './aggregated-row.ts';
import { eventDays } from './day.ts';
import { arrivedEvents, type HourShare } from './growth.ts';
import { createPlanner, type RowPlan } from './plan.ts';

export type RawSource = 'singleEvents' | 'recordingMetadata';

/**
 * The two undocumented sources. Both are made from the rows of `events`, with one single event for each counted event.
 */
export interface RawEvents {
  rows(query: EventQuery & { readonly source: RawSource }, now: number): Iterable<PendoRow>;
}

interface Part {
  readonly plan: RowPlan;
  readonly share: HourShare;
  readonly facts: RowFacts;
}

export function createRawEvents(world: World, visitors: Visitors, timelines: Timelines): RawEvents {
  const planner = createPlanner(world, visitors, timelines);

  function* rows(query: EventQuery & { readonly source: RawSource }, now: number): Iterable<PendoRow> {
    const makeRows = query.source === 'singleEvents' ? singleEvents : recordings;
    const timeField = query.source === 'singleEvents' ? 'browserTime' : 'recordingStartTime';
    for (const part of parts(query, now)) {
      for (const row of makeRows(part, now)) {
        if (Number(row[timeField]) >= query.from && Number(row[timeField]) < query.to) yield row;
      }
    }
  }

  function* parts(query: EventQuery, now: number): Iterable<Part> {
    const { from, to } = { from: world.zone.bucketStart('hourRange', query.from), to: query.to };
    for (const day of eventDays({ world, visitors, timeline: undefined }, { from, to }, now)) {
      for (const plan of plansOfDay(world, planner, { source: 'events', day, now })) {
        if (!isWanted(query, visitors, plan)) continue;
        const facts = drawFacts(visitors, plan);
        for (const share of plan.shares) yield { plan, share, facts };
      }
    }
  }

  return { rows };
}

const TYPES: readonly [string, ...string[]] = ['load', 'click', 'click', 'focus', 'identify'];

/**
 * The fields are those that several tools ask for (evidence.md#single-events). Rows that `events` repeats in every
 * field are repeated here too.
 */
function* singleEvents({ plan, share, facts }: Part, now: number): Iterable<PendoRow> {
  const { actor } = facts;
  const arrived = arrivedEvents(share, now);
  for (let place = 0; place < arrived; place++) {
    const passed = share.events === 1 ? 0 : place / (share.events - 1);
    const browserTime = share.first + Math.floor((share.last - share.first) * passed);
    const random = new Random(browserTime, [actor.tabId, place]);
    const type = random.pick(TYPES);
    yield {
      ...identity(plan, facts),
      browserTime,
      type,
      url: `https://${facts.server || 'app.acme.example'}/section-${random.below(20)}`,
      elementPath: type === 'click' ? `BUTTON#save-${random.below(9)}` : '',
      eventId: random.chance(0.1) ? '' : random.text(22),
      tabId: actor.tabId,
      country: actor.country,
      region: actor.region,
      latitude: actor.latitude,
      longitude: actor.longitude,
      recordingSessionId: '',
    };
  }
}

const RECORDED_EVERY = 5;

/**
 * One chunk of a recording per hour of every fifth row. The fields are those that one tool observed
 * (evidence.md#recordings).
 */
function* recordings({ plan, share, facts }: Part, now: number): Iterable<PendoRow> {
  const random = new Random(share.first, [facts.actor.tabId, 'recording']);
  if (share.settled > now || random.below(RECORDED_EVERY) !== 0) return;
  const times = { startTime: share.first, endTime: share.last };
  yield {
    ...identity(plan, facts),
    tabId: facts.actor.tabId,
    recordingId: random.text(20),
    recordingSessionId: random.text(20),
    ...times,
    minBrowserTime: share.first,
    maxBrowserTime: share.last,
    recordingSize: random.below(1_000_000),
    recordingRrwebEventCount: random.below(5_000),
    isBroken: random.chance(0.05),
    isSessionStart: random.chance(0.7),
    activityTimelineTimestamps: [share.first, share.last],
    recordingStartTime: share.first,
    recordingEndTime: share.last,
    recordingFirstActiveTs: share.first,
    recordingLastActiveTs: share.last,
    recordingInactivityPeriodStartTimes: [],
    recordingInactivityPeriodEndTimes: [],
    recordingLastMobileState: '',
  };
}

function identity({ appId }: RowPlan, { actor, accountId }: RowFacts) {
  return { visitorId: actor.visitorId, accountId, appId };
}
