import type { Subscription } from '../types.ts';
import { createAccounts } from './accounts.ts';
import { APPS, DEFAULT_APP_ID } from './apps.ts';
import { createActivity } from './events/activity.ts';
import { createEvents } from './events/index.ts';
import { createSeenStates } from './events/seen.ts';
import { createSingleEvents } from './events/single.ts';
import { LISTS } from './lists/index.ts';
import { metadataSchema } from './metadata/schema.ts';
import { createTimelines, guideVersions, objectRows } from './objects/index.ts';
import { SCALES, type Scale, type ScaleName } from './scales.ts';
import { createVisitorHistory } from './visitor-history.ts';
import { createVisitors } from './visitors.ts';
import { createWorld } from './world.ts';

export { isAnonymous } from './anonymous.ts';
export { DEFAULT_NOW, type MetadataVariant, SCALES, type Scale, type ScaleName } from './scales.ts';

export interface SubscriptionOptions {
  /** A safe integer. The same seed gives the same data. */
  readonly seed: number;
  readonly scale: ScaleName | Scale;
}

/** A subscription, with what its rows do not say. */
export interface EmulatedSubscription extends Subscription {
  /** Whether the visitor is on the exclude list, to which `blacklist` of an event query refers. */
  isExcluded(visitorId: string): boolean;
  /** The subscription as it is at `now`, if it is one that changes its past. */
  at?(now: number): EmulatedSubscription;
}

/** Cheap, because rows are only computed when they are read. Throws a RangeError for an unknown time zone. */
export function createSubscription(options: SubscriptionOptions): EmulatedSubscription {
  const scale = typeof options.scale === 'string' ? SCALES[options.scale] : options.scale;
  const world = createWorld(options.seed, scale);
  const timelines = createTimelines(world);
  const accounts = createAccounts(world);
  const visitors = createVisitors(world, accounts);
  const single = createSingleEvents(world, visitors, timelines);
  const history = createVisitorHistory(world, {
    visitors,
    timelines,
    activity: createActivity(world, { visitors, timelines, single }),
  });

  const lists = { world, visitors, accounts, timelines };

  return {
    timeZone: world.zone.name,
    apps: APPS,
    defaultAppId: DEFAULT_APP_ID,
    bucketStart: world.zone.bucketStart,
    nextBucket: world.zone.nextBucket,
    visitors: visitors.rows,
    accounts: accounts.rows,
    visitor: visitors.row,
    account: accounts.row,
    list: (name, now) => LISTS[name](lists, now),
    objects: (source, now, appIds) => objectRows(world, timelines, { source, now, appIds }),
    events: createEvents({ world, visitors, timelines, single }),
    seen: createSeenStates(world, single).rows,
    guideVersions: (guideId, now) => guideVersions(world, timelines, { guideId, now }),
    visitorHistory: (visitorId, from, to, now) => history.items({ visitorId, from, to, now }),
    metadataSchema: (kind) => metadataSchema(world, kind),
    isExcluded: (visitorId) => {
      const index = visitors.indexOf(visitorId);
      return index !== undefined && visitors.isExcluded(index);
    },
  };
}
