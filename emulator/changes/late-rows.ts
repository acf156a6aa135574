import type { EmulatedSubscription } from '../data/index.ts';
import { Random } from '../data/prng.ts';
import { createTimeZone, HOUR_MS } from '../data/time-zone.ts';
import type { EventQuery, PendoRow } from '../types.ts';
import { inBucket, isGrouped } from './buckets.ts';
import { passesExcludeList } from './exclude-visitor.ts';
import { singleEventsOf } from './single-events-of.ts';
import { withEvents } from './states.ts';
import type { LateRows } from './types.ts';

/**
 * Rows of the default app, like rows of that day or of the next day that has any, but from another browser tab and at
 * other times of the day. Each is in one hour, so that hours and days agree.
 */
export function lateRows(world: EmulatedSubscription, change: LateRows): EmulatedSubscription {
  const zone = createTimeZone(world.timeZone);
  let drawn: readonly PendoRow[] | undefined;
  const late = () => {
    drawn ??= drawRows(world, change);
    return drawn;
  };

  /** What the late rows add to the query, before it is narrowed. */
  function rowsIn({ source, period, from, to }: EventQuery): readonly PendoRow[] {
    const isWithin = (time: unknown) => Number(time) >= from && Number(time) < to;
    if (source === change.source && isGrouped(source)) {
      return late()
        .filter(({ hour }) => isWithin(zone.bucketStart(period, Number(hour))))
        .map((row) => inBucket(zone, row, period));
    }
    const isSingle = source === 'singleEvents' && change.source === 'events';
    const rows = isSingle ? late().flatMap(singleEventsOf) : source === change.source ? late() : [];
    return rows.filter(({ browserTime }) => isWithin(browserTime));
  }

  return withEvents(world, function* events(query, now) {
    yield* world.events(query, now);
    if (!query.appIds.includes(world.defaultAppId)) return;
    for (const row of rowsIn(query)) if (passesExcludeList(world, query.blacklist, row)) yield row;
  });
}

/** Rows of hours, or single events. */
function drawRows(world: EmulatedSubscription, change: LateRows): readonly PendoRow[] {
  const from = world.bucketStart('dayRange', change.day);
  const to = Math.min(world.nextBucket('dayRange', from), change.at);
  const hours = Math.floor((to - from) / HOUR_MS);
  const models = modelsFrom(world, change, from);
  return models.map((model, place) => {
    const random = new Random(change.at, [change.source, change.day, place]);
    const hour = from + random.below(hours) * HOUR_MS;
    return isGrouped(change.source) ? groupedRow(model, hour, random) : singleRow(model, change, hour, random);
  });
}

/** Rows as they were when the change happened. They repeat if there are too few. */
function modelsFrom(world: EmulatedSubscription, { source, rows, at }: LateRows, from: number): readonly PendoRow[] {
  const query = { source, from, to: Number.POSITIVE_INFINITY, appIds: [world.defaultAppId] };
  const known = world.events({ ...query, period: 'hourRange', blacklist: 'ignore' }, at);
  const models = Iterator.from(known).take(rows).toArray();
  return Array.from({ length: models.length === 0 ? 0 : rows }, (_, place) => models[place % models.length] ?? {});
}

function groupedRow(model: PendoRow, hour: number, random: Random): PendoRow {
  const passed = hour - Number(model.hour);
  return {
    ...model,
    hour,
    firstTime: Number(model.firstTime) + passed,
    lastTime: Number(model.lastTime) + passed,
    ...tab(random),
  };
}

function singleRow(model: PendoRow, { at }: LateRows, hour: number, random: Random): PendoRow {
  const browserTime = hour + random.below(HOUR_MS);
  return {
    ...model,
    browserTime,
    receivedTime: at,
    guideTimestamp: Number(model.guideTimestamp) + browserTime - Number(model.browserTime),
    ...(model.eventId === '' ? {} : { eventId: random.text(22) }),
    ...tab(random),
  };
}

function tab(random: Random): PendoRow {
  return { analyticsSessionId: random.text(16), tabId: random.text(10) };
}
