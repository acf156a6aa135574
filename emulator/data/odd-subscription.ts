import { isObject } from '../aggregation/json.ts';
import type { Differences } from '../differences.ts';
import type { EventQuery, ObjectSource, PendoRow, Subscription } from '../types.ts';
import { HOUR_MS } from './time-zone.ts';

const LONG_LIST = 50_001;
const HALF_HOUR_MS = HOUR_MS / 2;
const OBJECTS: Readonly<Record<string, readonly [ObjectSource, string]>> = {
  pageEvents: ['pages', 'pageId'],
  featureEvents: ['features', 'featureId'],
  trackEvents: ['trackTypes', 'trackTypeId'],
};

type Change = (rows: Iterable<PendoRow>) => Iterable<PendoRow>;

/** The subscription with the differences in its data that are switched on. */
export function oddSubscription(subscription: Subscription, odd: Differences): Subscription {
  const field = when(
    odd.rowsHaveNewField,
    mapped((row) => ({ ...row, fieldFromTheFuture: 1 })),
  );
  const people = all(field, when(odd.visitorsComeTwice, twice));
  const objects = all(
    field,
    when(odd.objectsComeTwice, firstTwice),
    when(
      odd.validThroughIsExact,
      mapped((row) => ({ ...row, validThrough: Number(row.validThrough) + 1 })),
    ),
  );
  return {
    ...subscription,
    visitors: (now) => people(subscription.visitors(now)),
    accounts: (now) => field(subscription.accounts(now)),
    list: (name, now) => all(field, when(odd.groupsHaveNoItems, without('items')))(subscription.list(name, now)),
    objects: (source, now, appIds) =>
      all(objects, when(odd.longList && source === 'trackTypes', longer))(subscription.objects(source, now, appIds)),
    events: (query, now) => eventChange(subscription, odd, query, now)(field(subscription.events(query, now))),
    seen: (source, query, now) => field(subscription.seen(source, query, now)),
    guideVersions: (guideId, now) => {
      const rows = subscription.guideVersions(guideId, now);
      return rows && field(rows);
    },
    visitorHistory: (...asked) => {
      const rows = subscription.visitorHistory(...asked);
      return rows && Array.from(field(rows));
    },
    metadataSchema: (kind) =>
      odd.metadataHasNewKeys ? withNewKeys(subscription.metadataSchema(kind)) : subscription.metadataSchema(kind),
  };
}

function eventChange(subscription: Subscription, odd: Differences, query: EventQuery, now: number): Change {
  const [objects, idField] = OBJECTS[query.source] ?? [];
  return all(
    when(odd.rowsComeTwice, twice),
    when(odd.rowsLackAddress, without('remoteIp')),
    when(odd.minutesNeverExceed, mapped(withoutMoreMinutes)),
    when(
      odd.daysBeginAtHalfHours,
      mapped((row) => withDay(row, (day) => day + HALF_HOUR_MS)),
    ),
    when(
      odd.changeDayIsCut,
      mapped((row) => withDay(row, (day) => afterWholeDay(subscription, day))),
    ),
    when(odd.deletedObjectsHaveNoEvents && objects !== undefined, (rows) => {
      const apps = subscription.apps.map(({ id }) => id);
      const ids = new Set(Array.from(subscription.objects(objects ?? 'pages', now, apps), ({ id }) => id));
      return Iterator.from(rows).filter((row) => ids.has(row[idField ?? '']));
    }),
  );
}

function withoutMoreMinutes(row: PendoRow): PendoRow {
  const { numMinutes, numEvents } = row;
  return numMinutes === undefined ? row : { ...row, numMinutes: Math.min(Number(numMinutes), Number(numEvents)) };
}

/** Where the day before has not 24 hours, the day begins as if it had. */
function afterWholeDay(subscription: Subscription, day: number): number {
  return subscription.bucketStart('dayRange', day - 1) + 24 * HOUR_MS;
}

function withDay(row: PendoRow, change: (day: number) => number): PendoRow {
  return typeof row.day === 'number' ? { ...row, day: change(row.day) } : row;
}

function when(isOn: boolean, change: Change): Change {
  return isOn ? change : (rows) => rows;
}

function all(...changes: readonly Change[]): Change {
  return (rows) => changes.reduce((changed, change) => change(changed), rows);
}

function mapped(change: (row: PendoRow) => PendoRow): Change {
  return (rows) => Iterator.from(rows).map(change);
}

function without(name: string): Change {
  return mapped(({ [name]: _left, ...row }) => row);
}

function* twice(rows: Iterable<PendoRow>): Iterable<PendoRow> {
  for (const row of rows) yield* [row, row];
}

function* firstTwice(rows: Iterable<PendoRow>): Iterable<PendoRow> {
  let isFirst = true;
  for (const row of rows) {
    if (isFirst) yield row;
    isFirst = false;
    yield row;
  }
}

function* longer(rows: Iterable<PendoRow>): Iterable<PendoRow> {
  yield* rows;
  for (let at = 0; at < LONG_LIST; at += 1) yield { id: `one-more-${at}` };
}

function withNewKeys(schema: PendoRow): PendoRow {
  const described = (field: unknown) => (isObject(field) ? { ...field, keyFromTheFuture: 1 } : field);
  return Object.fromEntries(
    Object.entries(schema).map(([group, fields]) => [
      group,
      isObject(fields)
        ? Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, described(field)]))
        : fields,
    ]),
  );
}
