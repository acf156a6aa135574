import type { PendoRow } from '../../types.ts';
import { DEFAULT_APP_ID } from '../apps.ts';
import type { Visitors } from '../visitors.ts';
import { type ActorFields, drawActorFields, drawProperties } from './actor-fields.ts';
import type { Bucket } from './bucket.ts';
import { type HourShare, measure } from './growth.ts';
import type { RowPlan } from './plan.ts';

export interface RowRequest {
  readonly plan: RowPlan;
  readonly shares: readonly HourShare[];
  readonly bucket: Bucket;
}

/** The fields that are the same in all rows of a plan, whatever the bucket and the moment. */
export type RowFacts = ActorFields & {
  readonly parameters?: PendoRow;
  readonly properties: PendoRow;
};

/** Call it once per plan, because it uses up the plan's random numbers. */
export function drawFacts(visitors: Visitors, plan: RowPlan): RowFacts {
  const { random, source, visitor } = plan;
  const actorFields = drawActorFields(random, { visitors, visitor, appId: plan.appId });
  const serverSide = source === 'trackEvents' && random.chance(0.3);
  const facts: RowFacts = {
    ...actorFields,
    // The server of track events that were sent by API (evidence.md#server-of-track-events).
    server: serverSide ? '__apitrackevent__' : actorFields.server,
    ...(source === 'pageEvents' ? { parameters: random.chance(0.7) ? { tab: random.pick(TABS) } : {} } : {}),
    properties: source === 'trackEvents' ? drawProperties(random) : {},
  };
  return applyDifference(facts, plan);
}

const TABS: readonly [string, ...string[]] = ['overview', 'details', 'a"b\\c', ''];

function applyDifference(facts: RowFacts, plan: RowPlan): RowFacts {
  switch (plan.differs) {
    case 'details':
      return plan.source === 'pageEvents'
        ? { ...facts, parameters: { tab: 'another', id: 7 } }
        : { ...facts, properties: { amount: 1, currency: 'XTS' } };
    case 'server':
      return { ...facts, server: facts.server === '' ? 'beta.acme.example' : '' };
    case 'account':
      return { ...facts, accountId: facts.accountId === '' ? 'another account' : '' };
    default:
      return facts;
  }
}

/** The row of one bucket at `now`. Undefined if none of it has arrived yet. */
export function aggregatedRow(request: RowRequest, facts: RowFacts, now: number): PendoRow | undefined {
  const { plan, shares, bucket } = request;
  const measures = measure(shares, now);
  if (measures === undefined) return undefined;
  const clicks = plan.source === 'pageEvents' || plan.source === 'events' ? measures.numEvents : 0;
  return {
    visitorId: facts.visitorId,
    accountId: facts.accountId,
    appId: plan.appId,
    ...objectField(plan),
    ...measures,
    ...bucket,
    ...plan.day.long,
    lastKeyFrameTimestamp: 0,
    server: facts.server,
    remoteIp: facts.remoteIp,
    userAgent: facts.userAgent,
    country: facts.country,
    region: facts.region,
    latitude: facts.latitude,
    longitude: facts.longitude,
    analyticsSessionId: facts.analyticsSessionId,
    tabId: facts.tabId,
    recordingId: '',
    recordingSessionId: '',
    signatureAgent: '',
    errorClickCount: Math.floor(clicks / 20),
    rageClickCount: Math.floor(clicks / 16),
    uTurnCount: Math.floor(clicks / 12),
    deadClickCount: Math.floor(clicks / 8),
    ...(facts.parameters === undefined ? {} : { parameters: facts.parameters }),
    properties: facts.properties,
  };
}

/** Rows of `events` have no object. Their pageId is allevents or allevents-<appId> (evidence.md#all-events-page). */
function objectField({ source, appId, objectId }: RowPlan): PendoRow {
  if (source === 'pageEvents') return { pageId: objectId };
  if (source === 'featureEvents') return { featureId: objectId };
  if (source === 'trackEvents') return { trackTypeId: objectId };
  return { pageId: appId === DEFAULT_APP_ID ? 'allevents' : `allevents-${appId}` };
}
