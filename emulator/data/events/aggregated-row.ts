import type { PendoRow } from '../../types.ts';
import { DEFAULT_APP_ID } from '../apps.ts';
import type { Visitors } from '../visitors.ts';
import type { Bucket } from './bucket.ts';
import { type HourShare, measure } from './growth.ts';
import type { RowPlan } from './plan.ts';
import { drawProperties, drawSurroundings, type Surroundings } from './surroundings.ts';

export interface RowRequest {
  readonly plan: RowPlan;
  readonly shares: readonly HourShare[];
  readonly bucket: Bucket;
}

/** What a plan's rows have in common, whatever the bucket and the moment. */
export type RowFacts = Surroundings & {
  readonly parameters?: PendoRow;
  readonly properties: PendoRow;
};

/** Draws from the plan's random numbers, so once for each plan. */
export function drawFacts(visitors: Visitors, plan: RowPlan): RowFacts {
  const { random, source, visitor } = plan;
  const surroundings = drawSurroundings(random, { visitors, visitor, appId: plan.appId });
  const serverSide = source === 'trackEvents' && random.chance(0.3);
  const facts: RowFacts = {
    ...surroundings,
    // The server of track events that came by API (evidence.md#server-of-track-events).
    server: serverSide ? '__apitrackevent__' : surroundings.server,
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

/** The row of one bucket as it stands at `now`, or undefined while nothing of it has arrived. */
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

/** `events` names no object: its pageId is allevents, or allevents-<appId> (evidence.md#all-events-page). */
function objectField({ source, appId, objectId }: RowPlan): PendoRow {
  if (source === 'pageEvents') return { pageId: objectId };
  if (source === 'featureEvents') return { featureId: objectId };
  if (source === 'trackEvents') return { trackTypeId: objectId };
  return { pageId: appId === DEFAULT_APP_ID ? 'allevents' : `allevents-${appId}` };
}
