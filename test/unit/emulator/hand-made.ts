import type { EmulatedSubscription } from '../../../emulator/data/index.ts';
import { createTimeZone } from '../../../emulator/data/time-zone.ts';
import { type Emulator, type ServeOptions, serve } from '../../../emulator/start.ts';
import type { EventQuery, ListName, PendoRow, SeenSource } from '../../../emulator/types.ts';

const KEY = 'emulator-key.us';
/** 09:00 on 2026-06-15 in New York. */
export const NOW = Date.UTC(2026, 5, 15, 13);
export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
export const WEB = -323232;
export const IOS = 11;
export const EXTENSION = 12;

export interface HandMade {
  readonly visitors?: readonly PendoRow[];
  readonly accounts?: readonly PendoRow[];
  readonly objects?: readonly PendoRow[];
  /** Rows of every event source. They are selected by app, and by day, hour or browserTime. */
  readonly events?: (query: EventQuery) => Iterable<PendoRow>;
  readonly lists?: Readonly<Partial<Record<ListName, readonly PendoRow[]>>>;
  readonly seen?: Readonly<Partial<Record<SeenSource, readonly PendoRow[]>>>;
  readonly guideVersions?: Readonly<Record<string, readonly PendoRow[]>>;
  readonly history?: Readonly<Record<string, readonly PendoRow[]>>;
}

const APPS = [
  { id: WEB, name: 'web', displayName: 'Web', platform: 'web' },
  { id: IOS, name: 'phone', displayName: 'Phone', platform: 'ios' },
  { id: EXTENSION, name: 'extension', displayName: 'Extension', platform: 'extension' },
];

/** The smallest subscription that the emulator's HTTP part can serve. Each test defines its own rows. */
export function handMade(made: HandMade): EmulatedSubscription {
  const { visitors = [], accounts = [], objects = [], events, history = {} } = made;
  const zone = createTimeZone('America/New_York');
  return {
    timeZone: zone.name,
    apps: APPS,
    defaultAppId: WEB,
    bucketStart: zone.bucketStart,
    nextBucket: zone.nextBucket,
    visitors: () => visitors,
    accounts: () => accounts,
    visitor: (id) => visitors.find(({ visitorId }) => visitorId === id),
    account: (id) => accounts.find(({ accountId }) => accountId === id),
    list: (name) => made.lists?.[name] ?? (name === 'apps' ? APPS.map((app) => ({ ...app })) : []),
    seen: (source) => made.seen?.[source] ?? [],
    guideVersions: (id) => made.guideVersions?.[id],
    objects: (_source, _now, appIds) => objects.filter((row) => appIds.includes(Number(row.appId))),
    events: (query) => events?.(query) ?? [],
    visitorHistory: (id, from, to) => history[id]?.filter((item) => Number(item.ts) >= from && Number(item.ts) < to),
    isExcluded: () => false,
    metadataSchema: (kind) => ({ auto: { id: { Type: 'string', DisplayName: kind } } }),
  };
}

/** One page event per app and local day of New York within the query. */
export function* dailyEvents({ from, to, appIds }: EventQuery): Iterable<PendoRow> {
  const zone = createTimeZone('America/New_York');
  for (let day = from; day < to; day = zone.nextBucket('dayRange', day)) {
    for (const appId of appIds) yield { visitorId: `v${appId}`, appId, day, numEvents: 1, pageId: `page-${appId}` };
  }
}

export function serveHandMade(made: HandMade, options: Partial<ServeOptions> = {}): Promise<Emulator> {
  return serve({ subscription: handMade(made), now: NOW, ...options });
}

export function get(emulator: Emulator, path: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${emulator.url}${path}`, {
    headers: { 'x-pendo-integration-key': KEY, ...headers },
    redirect: 'manual',
  });
}

export function aggregate(emulator: Emulator, pipeline: unknown, query = ''): Promise<Response> {
  return fetch(`${emulator.url}/api/v1/aggregation${query}`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'x-pendo-integration-key': KEY, 'content-type': 'application/json' },
    body: JSON.stringify({ response: { mimeType: 'application/json' }, request: { pipeline } }),
  });
}

export async function rowsOf(emulator: Emulator, pipeline: unknown): Promise<PendoRow[]> {
  const response = await aggregate(emulator, pipeline);
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${response.status} ${text}`);
  return JSON.parse(text).results;
}
