import type { PendoRow } from '../types.ts';
import { appIdOf } from './apps.ts';
import type { Activity } from './events/activity.ts';
import type { Timelines } from './objects/index.ts';
import type { Visit } from './population.ts';
import type { Random } from './prng.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from './time-zone.ts';
import type { Visitors } from './visitors.ts';
import type { World } from './world.ts';

export interface HistoryQuery {
  readonly visitorId: string;
  readonly from: number;
  readonly to: number;
  readonly now: number;
}

export interface VisitorHistory {
  /**
   * Undefined for a visitor that this endpoint does not know. These include some of the visitors that `visitors` lists.
   */
  items(query: HistoryQuery): readonly PendoRow[] | undefined;
}

/**
 * Every 41st visitor is listed but has no history: clients have observed 404 and 422 here
 * (evidence.md#history-endpoint, evidence.md#history-422).
 */
const UNKNOWN_EVERY = 41;

/** An item can happen up to this long after its visit. */
const STRAGGLER_MAX_MS = 36 * HOUR_MS;

/**
 * What a visitor did on a day is in the events too, so there are no items on a day without events, and none that arrive
 * before them (evidence.md#history-and-events).
 */
export function createVisitorHistory(
  world: World,
  { visitors, timelines, activity }: { visitors: Visitors; timelines: Timelines; activity: Activity },
): VisitorHistory {
  const { population } = visitors;

  function items({ visitorId, from, to, now }: HistoryQuery): readonly PendoRow[] | undefined {
    const index = visitors.indexOf(visitorId);
    if (index === undefined || !isKnown(index, now)) return undefined;
    const found: PendoRow[] = [];
    const first = Math.max(population.firstDay(index), world.zone.dayOf(from - STRAGGLER_MAX_MS) - 1);
    const last = world.zone.dayOf(Math.min(to, now));
    for (let day = first; day <= last; day++) {
      for (const { arrival, row } of itemsOfVisit(index, day)) {
        if (arrival <= now && row.ts >= from && row.ts < to && hasEvents(index, row.ts, now)) found.push(row);
      }
    }
    return found;
  }

  function hasEvents(index: number, time: number, now: number): boolean {
    return (activity.knownAt(index, time) ?? Number.POSITIVE_INFINITY) <= now;
  }

  function isKnown(index: number, now: number): boolean {
    return index % UNKNOWN_EVERY !== 20 && population.presence(index, now) !== undefined;
  }

  /** Yields nothing for a day without a visit. */
  function* itemsOfVisit(index: number, day: number): Iterable<HistoryItem> {
    if (!population.isActive(index, day)) return;
    const random = world.random('history', index, day);
    const visit = population.visit(index, day);
    const count = random.between(2, 8);
    let previous: HistoryItem | undefined;
    for (let place = 0; place < count; place++) {
      // Some items repeat type and time of the previous one: the endpoint gives no id to tell them apart
      // (evidence.md#history-items).
      const repeats = previous !== undefined && random.chance(0.06);
      const item: HistoryItem = repeats && previous ? previous : drawItem(random, visit, day);
      yield item;
      previous = item;
    }
    if (random.chance(0.08)) yield drawStraggler(random, visit, day);
  }

  function drawItem(random: Random, visit: Visit, day: number): HistoryItem {
    const ts = random.between(visit.start, visit.end);
    const lastTs = random.between(ts, visit.end);
    const late = random.chance(0.1) ? random.below(4 * DAY_MS) : 0;
    return { arrival: visit.knownAt + late, row: { ...drawTarget(random, day), ...times(ts, lastTs) } };
  }

  function drawStraggler(random: Random, visit: Visit, day: number): HistoryItem {
    const ts = visit.end + random.between(HOUR_MS, STRAGGLER_MAX_MS - HOUR_MS);
    const row = { ...drawTarget(random, day), ...times(ts, ts + random.below(MINUTE_MS)) };
    return { arrival: ts + random.between(HOUR_MS, 3 * DAY_MS), row };
  }

  /** The type names are inferred, because no sample of an answer is known (evidence.md#history-types). */
  function drawTarget(random: Random, day: number): HistoryTarget {
    const kind = random.pick(['page', 'feature', 'guide', 'untagged', 'track'] as const);
    const common = {
      appId: appIdOf(random.below(5)),
      uri: `https://app.acme.example/s/${random.below(30)}`,
      ...agent(random),
    };
    if (kind === 'untagged') return { type: 'untaggedPage', untaggedUrl: common.uri, ...common };
    const { source, field, type } = TARGETS[kind];
    const timeline = timelines[source];
    const object = random.below(timeline.countBefore(day));
    return { type, [field]: timeline.id(object), ...common, appId: timeline.appId(object) };
  }

  return { items };
}

const TARGETS = {
  page: { source: 'pages', field: 'pageId', type: 'pageview' },
  feature: { source: 'features', field: 'featureId', type: 'featureClick' },
  guide: { source: 'guides', field: 'guideId', type: 'guideSeen' },
  track: { source: 'trackTypes', field: 'trackTypeId', type: 'track' },
} as const;

type HistoryTarget = PendoRow & { readonly type: string };
type HistoryTimes = { readonly ts: number; readonly lastTs: number; readonly duration: number };

interface HistoryItem {
  readonly arrival: number;
  readonly row: HistoryTarget & HistoryTimes;
}

function times(ts: number, lastTs: number): HistoryTimes {
  return { ts, lastTs, duration: lastTs - ts };
}

function agent(random: Random): PendoRow {
  const name = random.pick(['Chrome', 'Firefox', 'Safari']);
  return {
    parsedUserAgent: { name, version: `${random.between(100, 140)}.0`, os: random.pick(['Mac OS X', 'Windows', '']) },
  };
}
