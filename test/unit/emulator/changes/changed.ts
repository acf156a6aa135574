import { type ChangingSubscription, withChanges } from '../../../../emulator/changes/index.ts';
import type { Change } from '../../../../emulator/changes/types.ts';
import { DEFAULT_NOW, type Scale } from '../../../../emulator/data/index.ts';
import type { EventQuery, EventSource, PendoRow } from '../../../../emulator/types.ts';
import { DAY_MS, eventsOf, everything, tiny } from '../data/rows.ts';

/** When the tests' changes happen. */
export const AT = DEFAULT_NOW + 2 * DAY_MS;
export const PERIODS = ['hourRange', 'dayRange', 'weekRange', 'monthRange'] as const;

const FEW = {
  visitors: 20,
  days: 6,
  rowsPerDay: { events: 30, pageEvents: 50, featureEvents: 30, trackEvents: 30 },
  singleEventsPerDay: { guideEvents: 30, pollEvents: 10 },
};

export function changed(changes: readonly Change[], scale: Partial<Scale> = {}): ChangingSubscription {
  return withChanges(tiny({ ...FEW, ...scale }), changes);
}

/** The rows at `now` of a query whose buckets are those of that moment. */
export function rowsAt(
  subscription: ChangingSubscription,
  source: EventSource,
  now: number,
  query: Partial<EventQuery> = {},
): PendoRow[] {
  return eventsOf(subscription.at(now), { source, now, ...query });
}

/** Everything that a subscription says at `now`, apart from metadata schemas, which nothing changes. */
export function allOf(subscription: ChangingSubscription, now: number): unknown {
  const world = subscription.at(now);
  const { appIds, blacklist } = everything(world);
  const listed = (rows: Iterable<PendoRow>) => [...rows].map((row) => JSON.stringify(row));
  return {
    timeZone: world.timeZone,
    day: world.bucketStart('dayRange', now),
    visitors: listed(world.visitors(now)),
    accounts: listed(world.accounts(now)),
    objects: (['pages', 'features', 'trackTypes', 'guides'] as const).map((name) =>
      listed(world.objects(name, now, appIds)),
    ),
    lists: (['productAreas', 'guideCategories', 'segments', 'reports', 'excludeList'] as const).map((name) =>
      listed(world.list(name, now)),
    ),
    events: SOURCES.map((source) => listed(rowsAt(subscription, source, now))),
    hours: listed(rowsAt(subscription, 'pageEvents', now, { period: 'hourRange' })),
    kept: SOURCES.map((source) => listed(rowsAt(subscription, source, now, { blacklist: 'apply' }))),
    seen: (['guidesSeenEver', 'pollsSeenEver'] as const).map((name) =>
      listed(world.seen(name, { appIds, blacklist }, now)),
    ),
  };
}

const SOURCES = [
  'events',
  'pageEvents',
  'featureEvents',
  'trackEvents',
  'guideEvents',
  'pollEvents',
  'emailEvents',
  'singleEvents',
] as const;

export function sumOf(rows: readonly PendoRow[], field: string): number {
  return rows.reduce((sum, row) => sum + Number(row[field]), 0);
}

/** The id that most rows have. */
export function commonest(rows: readonly PendoRow[], field: string): string {
  const groups = Map.groupBy(rows, (row) => String(row[field]));
  const [most] = [...groups].sort(([, one], [, other]) => other.length - one.length);
  return most?.[0] ?? '';
}
