import { Random } from '../data/prng.ts';
import type { PendoRow } from '../types.ts';

/** One single event for each event that a row of `events` counts, so that both sources agree. */
export function singleEventsOf(row: PendoRow): readonly PendoRow[] {
  const { visitorId, accountId, appId, tabId, country, region, latitude, longitude } = row;
  const { numEvents, firstTime, lastTime } = row;
  const count = Number(numEvents);
  const first = Number(firstTime);
  const step = (Number(lastTime) - first) / Math.max(1, count - 1);
  return Array.from({ length: count }, (_, place) => ({
    visitorId,
    accountId,
    appId,
    browserTime: first + Math.floor(place * step),
    type: 'click',
    url: 'https://app.acme.example/section-0',
    elementPath: 'BUTTON#save-0',
    eventId: new Random(first, [String(tabId), place]).text(22),
    tabId,
    country,
    region,
    latitude,
    longitude,
    recordingSessionId: '',
  }));
}
