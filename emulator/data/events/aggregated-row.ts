import type { PendoRow } from '../../types.ts';
import { DEFAULT_APP_ID } from '../apps.ts';
import type { Random } from '../prng.ts';
import type { AggregatedSource } from '../scales.ts';
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

/** What is the same in all rows of a plan, whatever the bucket and the moment. */
export interface RowFacts {
  readonly actor: ActorFields;
  readonly accountId: string;
  readonly server: string;
  readonly parameters: PendoRow | undefined;
  readonly properties: PendoRow;
}

/** Call it once per plan, because it uses up the plan's random numbers. */
export function drawFacts(visitors: Visitors, plan: RowPlan): RowFacts {
  const { random, source, visitor } = plan;
  const actor = drawActorFields(random, { visitors, visitor, appId: plan.appId });
  const serverSide = source === 'trackEvents' && random.chance(0.3);
  const parameters = source === 'pageEvents' ? drawParameters(random) : undefined;
  const facts: RowFacts = {
    actor,
    accountId: actor.accountId,
    // The server of track events that were sent by API (evidence.md#server-of-track-events).
    server: serverSide ? '__apitrackevent__' : actor.server,
    parameters,
    properties: source === 'trackEvents' ? drawProperties(random) : {},
  };
  return applyDifference(facts, plan);
}

function drawParameters(random: Random): PendoRow {
  return random.chance(0.7) ? { tab: random.pick(TABS) } : {};
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

/**
 * The row of one bucket at `now`. Undefined if none of it has arrived yet. Written field by field: with spreads, most of
 * an answer's time would go into objects.
 */
export function aggregatedRow(request: RowRequest, facts: RowFacts, now: number): PendoRow | undefined {
  const { plan, shares, bucket } = request;
  const measures = measure(shares, now);
  if (measures === undefined) return undefined;
  const { actor } = facts;
  const row: Record<string, unknown> = { visitorId: actor.visitorId, accountId: facts.accountId, appId: plan.appId };
  row[OBJECT_FIELDS[plan.source]] = objectOf(plan);
  row.numEvents = measures.numEvents;
  row.numMinutes = measures.numMinutes;
  row.firstTime = measures.firstTime;
  row.lastTime = measures.lastTime;
  row[bucket.field] = bucket.start;
  const { long } = plan.day;
  row.week = long.week;
  row.month = long.month;
  row.quarter = long.quarter;
  row.lastKeyFrameTimestamp = 0;
  row.server = facts.server;
  addActor(row, actor);
  addClicks(row, plan.source === 'pageEvents' || plan.source === 'events' ? measures.numEvents : 0);
  if (facts.parameters !== undefined) row.parameters = facts.parameters;
  row.properties = facts.properties;
  return row;
}

function addActor(row: Record<string, unknown>, actor: ActorFields): void {
  row.remoteIp = actor.remoteIp;
  row.userAgent = actor.userAgent;
  row.country = actor.country;
  row.region = actor.region;
  row.latitude = actor.latitude;
  row.longitude = actor.longitude;
  row.analyticsSessionId = actor.analyticsSessionId;
  row.tabId = actor.tabId;
  row.recordingId = '';
  row.recordingSessionId = '';
  row.signatureAgent = '';
}

function addClicks(row: Record<string, unknown>, clicks: number): void {
  row.errorClickCount = Math.floor(clicks / 20);
  row.rageClickCount = Math.floor(clicks / 16);
  row.uTurnCount = Math.floor(clicks / 12);
  row.deadClickCount = Math.floor(clicks / 8);
}

const OBJECT_FIELDS: Readonly<Record<AggregatedSource, string>> = {
  events: 'pageId',
  pageEvents: 'pageId',
  featureEvents: 'featureId',
  trackEvents: 'trackTypeId',
};

/** Rows of `events` have no object. Their pageId is allevents or allevents-<appId> (evidence.md#all-events-page). */
function objectOf({ source, appId, objectId }: RowPlan): string {
  if (source !== 'events') return objectId;
  return appId === DEFAULT_APP_ID ? 'allevents' : `allevents-${appId}`;
}
