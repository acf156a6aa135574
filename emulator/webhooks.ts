import { createHash, createHmac } from 'node:crypto';
import type { PendoRow, Subscription } from './types.ts';

const DAY_MS = 86_400_000;
const CREATED_DAYS = 60;
const SUBSCRIPTION = { id: 4802463602049999, name: 'acme' };

/**
 * A webhook's body, in Pendo's names (evidence.md#webhook-body). The members of `poll` are inferred
 * (evidence.md#webhook-poll-bodies).
 */
export type WebhookBody = Readonly<Record<string, unknown>> & { readonly event: string; readonly uniqueId: string };

/**
 * The lower-case hex HMAC-SHA256 of the raw body, which Pendo sends in X-Pendo-Signature
 * (evidence.md#webhook-signature).
 */
export function signatureOf(body: string | Uint8Array, secret: string): string {
  return createHmac('sha256', secret).update(body).digest('hex');
}

/** Posts a signed body to a receiver as Pendo does. Returns the status of the answer. `body` may be JSON text. */
export async function sendWebhook(url: string, secret: string, body: object | string): Promise<number> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const headers = { 'content-type': 'application/json', 'x-pendo-signature': signatureOf(text, secret) };
  const response = await fetch(url, { method: 'POST', headers, body: text });
  await response.arrayBuffer();
  return response.status;
}

export interface WebhookQuery {
  /** The emulator's clock, in epoch milliseconds. */
  readonly now: number;
  readonly days: number;
}

/**
 * The webhooks that the subscription would have sent in the last `days`. Guide and poll webhooks are made from the
 * API's own events, so that visitor, guide and poll ids join with the data of the API.
 */
export function* webhookBodies(subscription: Subscription, query: WebhookQuery): Generator<WebhookBody> {
  const { now, days } = query;
  const appIds = subscription.apps.map(({ id }) => id);
  const guides = new Map(Array.from(subscription.objects('guides', now, appIds), (guide) => [guide.id, guide]));
  const range = { period: 'dayRange', from: now - days * DAY_MS, to: now, appIds, blacklist: 'apply' } as const;
  for (const row of subscription.events({ source: 'guideEvents', ...range }, now)) {
    if (row.type === 'guideSeen') yield displayed(row, guides.get(row.guideId), subscription);
  }
  for (const row of subscription.events({ source: 'pollEvents', ...range }, now)) {
    yield submitted(row, guides.get(row.guideId), subscription);
  }
  yield* trackEvents(subscription, query);
  yield* created(subscription, query);
}

/** One per row of the API's trackEvents, at the start of its hour (evidence.md#webhook-other-bodies). */
function* trackEvents(subscription: Subscription, { now, days }: WebhookQuery): Generator<WebhookBody> {
  const appIds = subscription.apps.map(({ id }) => id);
  const names = new Map(Array.from(subscription.objects('trackTypes', now, appIds), ({ id, name }) => [id, name]));
  const range = { period: 'hourRange', from: now - days * DAY_MS, to: now, appIds, blacklist: 'apply' } as const;
  for (const row of subscription.events({ source: 'trackEvents', ...range }, now)) {
    const properties = { name: names.get(row.trackTypeId), source: 'browser', eventProperties: row.properties ?? {} };
    yield bodyWithoutGuide('trackEventReceived', { row: { ...row, browserTime: row.hour }, properties, subscription });
  }
}

/** Visitors and accounts whose first visit was in the last 60 days, whatever `days` says: new accounts are rare. */
function* created(subscription: Subscription, { now }: WebhookQuery): Generator<WebhookBody> {
  const since = now - CREATED_DAYS * DAY_MS;
  for (const [event, rows] of [
    ['visitorCreated', subscription.visitors(now)],
    ['accountCreated', subscription.accounts(now)],
  ] as const) {
    for (const row of rows) {
      const { firstvisit } = (row.metadata as { auto?: PendoRow } | undefined)?.auto ?? {};
      if (typeof firstvisit !== 'number' || firstvisit < since) continue;
      const { visitorId, accountId } = row;
      yield bodyWithoutGuide(event, {
        row: { visitorId, accountId, browserTime: firstvisit },
        properties: {},
        subscription,
      });
    }
  }
}

function bodyWithoutGuide(
  event: string,
  { row, properties, subscription }: { row: PendoRow; properties: object; subscription: Subscription },
): WebhookBody {
  return { ...body(event, { row, guide: undefined, subscription, more: {} }), properties };
}

/** For a guide with an NPS survey or another poll, the webhook is about the poll instead of the guide. */
function displayed(row: PendoRow, guide: PendoRow | undefined, subscription: Subscription): WebhookBody {
  const [poll] = pollsOf(guide);
  if (poll === undefined) return body('guideDisplayed', { row, guide, subscription, more: {} });
  if (isNps(poll)) return body('npsDisplayed', { row, guide, subscription, more: {} });
  return body('pollDisplayed', { row, guide, subscription, more: { poll: { id: poll.id, ...describe(poll) } } });
}

function submitted(row: PendoRow, guide: PendoRow | undefined, subscription: Subscription): WebhookBody {
  const poll = pollsOf(guide).find(({ id }) => id === row.pollId) ?? { id: row.pollId };
  if (row.pollType === 'NPSRating') {
    const nps = { rating: row.pollResponse, reason: '', source: 'web' };
    return body('npsSubmitted', { row, guide, subscription, more: { nps } });
  }
  const more = { poll: { id: row.pollId, ...describe(poll), type: row.pollType, response: row.pollResponse } };
  return body('pollSubmitted', { row, guide, subscription, more });
}

interface BodyParts {
  readonly row: PendoRow;
  readonly guide: PendoRow | undefined;
  readonly subscription: Subscription;
  /** Properties that only this kind of event has. */
  readonly more: object;
}

function body(event: string, { row, guide, subscription, more }: BodyParts): WebhookBody {
  const app = subscription.apps.find(({ id }) => id === row.appId);
  return {
    app: { id: row.appId, name: app?.name, platform: app?.platform },
    accountId: row.accountId,
    subscription: SUBSCRIPTION,
    userAgent: row.userAgent,
    event,
    properties: {
      guideId: row.guideId,
      guideProperties: guideProperties(guide ?? {}),
      guideStepId: row.guideStepId,
      language: row.language,
      ...more,
    },
    timestamp: Math.floor(Number(row.browserTime) / 1000),
    visitorId: row.visitorId,
    uniqueId: createHash('sha1')
      .update(`${event} ${JSON.stringify(row)}`)
      .digest('hex'),
  };
}

/** The members of a real delivery (evidence.md#webhook-body). */
function guideProperties(guide: PendoRow): object {
  const { id, name, createdAt, createdByUser, lastUpdatedAt, lastUpdatedByUser } = guide;
  const steps = Array.isArray(guide.steps) ? guide.steps : [];
  return {
    createdAt,
    createdByUser: userOf(createdByUser),
    id,
    lastUpdatedAt,
    lastUpdatedByUser: userOf(lastUpdatedByUser),
    name,
    steps: steps.map((step: PendoRow) => ({
      id: step.id,
      lastUpdatedAt: step.lastUpdatedAt,
      resetAt: step.resetAt,
      type: step.type,
    })),
  };
}

function userOf(user: unknown): object | undefined {
  return typeof user === 'object' && user !== null && 'username' in user ? { username: user.username } : undefined;
}

function pollsOf(guide: PendoRow | undefined): readonly PendoRow[] {
  return Array.isArray(guide?.polls) ? guide.polls : [];
}

function isNps(poll: PendoRow): boolean {
  return JSON.stringify(poll).includes('NPSRating');
}

function describe(poll: PendoRow): object {
  const { attributes, question } = poll as { attributes?: { type?: unknown }; question?: unknown };
  return { type: attributes?.type, question };
}
