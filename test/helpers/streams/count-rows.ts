import { processedThrough } from '../../../emulator/data/lateness.ts';
import type { EventSource, PendoRow, SeenSource } from '../../../emulator/types.ts';
import { appIdsOf, daysOf, type Rows, type RowsInput } from './rows.ts';

const DAY_MS = 86_400_000;

/** What each visitor last saw or answered. */
export function seenRows(source: SeenSource): Rows {
  return ({ subscription, config, now }) =>
    subscription.seen(
      source,
      { appIds: appIdsOf(subscription, config), blacklist: config.exclude_list ?? 'apply' },
      now,
    );
}

const COUNTED: Readonly<Record<string, EventSource>> = {
  events: 'events',
  page_events: 'pageEvents',
  feature_events: 'featureEvents',
  track_events: 'trackEvents',
  guide_events: 'guideEvents',
  poll_events: 'pollEvents',
};

/** The rows of each event stream, counted per day and app: of the days that begin in the range. */
export const totalRows: Rows = (input) =>
  Iterator.from(Object.entries(COUNTED)).flatMap(([stream, source]) => totalsOf(input, stream, source));

function totalsOf({ subscription, config, now }: RowsInput, stream: string, source: EventSource): PendoRow[] {
  const { from, to } = daysOf({ subscription, config, now });
  const query = {
    source,
    period: 'dayRange',
    from: subscription.bucketStart('dayRange', from),
    to: to + DAY_MS,
    appIds: appIdsOf(subscription, config),
    blacklist: config.exclude_list ?? 'apply',
  } as const;
  const dayOf = (row: PendoRow) => Number(row.day ?? subscription.bucketStart('dayRange', Number(row.browserTime)));
  const rows = [...subscription.events(query, now)].filter(
    (row) => dayOf(row) >= from && dayOf(row) < Math.min(to, now),
  );
  const groups = Map.groupBy(rows, (row) => `${dayOf(row)} ${row.appId ?? 0}`);
  const isGrouped = source !== 'guideEvents' && source !== 'pollEvents';
  return Array.from(groups, ([key, members]) => {
    const [day, appId] = key.split(' ').map(Number);
    const sum = (field: string) => members.reduce((total, row) => total + Number(row[field] ?? 0), 0);
    return {
      source: stream,
      appId,
      day,
      rows: members.length,
      numEvents: isGrouped ? sum('numEvents') : members.length,
      numMinutes: isGrouped ? sum('numMinutes') : null,
      visitors: new Set(members.map(({ visitorId }) => visitorId)).size,
    };
  });
}

/** Up to when each app's events are processed: an hour behind, by full hours. */
export const freshnessRows: Rows = ({ subscription, config, now }) =>
  ['events', 'page_events', 'feature_events', 'track_events'].flatMap((source) =>
    appIdsOf(subscription, config).map((appId) => ({ source, appId, validThrough: processedThrough(now) })),
  );
