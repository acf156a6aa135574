import type { EmulatedSubscription } from '../data/index.ts';
import { Random } from '../data/prng.ts';
import { DAY_MS } from '../data/time-zone.ts';
import type { EventQuery, ObjectSource, PendoRow } from '../types.ts';
import type { Retag, TaggedSource } from './types.ts';

const OBJECTS: Readonly<Record<TaggedSource, { readonly source: ObjectSource; readonly field: string }>> = {
  pageEvents: { source: 'pages', field: 'pageId' },
  featureEvents: { source: 'features', field: 'featureId' },
  trackEvents: { source: 'trackTypes', field: 'trackTypeId' },
};

/**
 * Which share of the object's rows still counts, and which share of its app's other rows counts for it as well. A row
 * may count for two objects, as a visit that matches the rules of two pages.
 */
const SHARES: Readonly<Record<Retag['matches'], { readonly kept: number; readonly gained: number }>> = {
  fewer: { kept: 0.5, gained: 0 },
  more: { kept: 1, gained: 0.1 },
  moved: { kept: 0, gained: 0.1 },
};

/** How many days of the past come back in a day of the clock, and when all are back (evidence.md#retag-clears-first). */
const REFILL_SPEED = 20;
const REFILL_MS = 3 * DAY_MS;

/** The events themselves do not change, only what counts for the object (evidence.md#retag). */
export function retag(world: EmulatedSubscription, change: Retag): EmulatedSubscription {
  const { source, field } = OBJECTS[change.source];
  const { kept, gained } = SHARES[change.matches];
  let foundApp: { readonly id: unknown } | undefined;

  function appOfObject(): unknown {
    foundApp ??= { id: findAppId(world, source, change) };
    return foundApp.id;
  }

  function* rows(query: EventQuery, now: number): Generator<PendoRow> {
    const isRefilled = refilled(world, change, now);
    const appId = gained > 0 ? appOfObject() : undefined;
    for (const row of world.events(query, now)) {
      const isOwn = row[field] === change.objectId;
      if (!isOwn || (isDrawn(change, row, kept) && isRefilled(row))) yield row;
      if (!isOwn && row.appId === appId && isDrawn(change, row, gained) && isRefilled(row)) {
        yield { ...row, [field]: change.objectId };
      }
    }
  }

  return {
    ...world,
    events: (query, now) => (query.source === change.source ? rows(query, now) : world.events(query, now)),
  };
}

/** Undefined for an object that is not listed, which no event can begin to match. */
function findAppId(world: EmulatedSubscription, source: ObjectSource, { at, objectId }: Retag): unknown {
  const appIds = world.apps.map(({ id }) => id);
  return Iterator.from(world.objects(source, at, appIds)).find(({ id }) => id === objectId)?.appId;
}

/** By fields that a row has in every period, so that hours, days, weeks and months agree. */
function isDrawn({ at, objectId }: Retag, { visitorId, tabId }: PendoRow, share: number): boolean {
  return share === 1 || new Random(at, [objectId, String(visitorId), String(tabId)]).chance(share);
}

/** By the day of a row, so that hours, days, weeks and months agree. */
function refilled(world: EmulatedSubscription, { at, refill }: Retag, now: number): (row: PendoRow) => boolean {
  const passed = now - at;
  if (refill === 'atOnce' || passed >= REFILL_MS) return () => true;
  const from = at - passed * REFILL_SPEED;
  return ({ firstTime }) => world.bucketStart('dayRange', Number(firstTime)) >= from;
}
