import type { Timelines } from '../objects/index.ts';
import type { Random } from '../prng.ts';
import type { Visitors } from '../visitors.ts';
import type { World } from '../world.ts';
import { drawActorFields } from './actor-fields.ts';

/** One event: the visitor, the guide, when it happened, and when Pendo received it. */
export interface SingleEvent {
  readonly visitor: number;
  readonly guide: number;
  readonly browserTime: number;
  readonly receivedTime: number;
  /** For drawing the remaining fields. Use it only once. */
  readonly random: Random;
}

export interface Sources {
  readonly world: World;
  readonly visitors: Visitors;
  readonly timelines: Timelines;
}

/**
 * The fields that guide events and poll events share. Account, region and server name are sometimes ""
 * (evidence.md#empty-fields).
 */
export function sharedFields({ world, visitors, timelines }: Sources, event: SingleEvent): Record<string, unknown> {
  const { random, visitor, guide } = event;
  const appId = timelines.guides.appId(guide);
  const actor = drawActorFields(random, { visitors, visitor, appId });
  const { server } = actor;
  const steps = world.guideStepIds(guide);
  return {
    visitorId: actor.visitorId,
    accountId: actor.accountId,
    remoteIp: actor.remoteIp,
    userAgent: actor.userAgent,
    country: actor.country,
    region: actor.region,
    latitude: actor.latitude,
    longitude: actor.longitude,
    analyticsSessionId: actor.analyticsSessionId,
    tabId: actor.tabId,
    serverName: server,
    accountIds: visitors.accountIds(visitor),
    appId,
    guideId: timelines.guides.id(guide),
    guideStepId: steps[random.below(steps.length)] ?? '',
    browserTime: event.browserTime,
    receivedTime: event.receivedTime,
    language: random.pick(['en-US', 'de-DE', 'ja-JP']),
    loadTime: random.below(3000),
    url: `https://${server || 'app.acme.example'}/section-${random.below(20)}?q=${random.pick(['', 'a%20b', '"x"'])}`,
    title: random.pick(['Home', 'Reports | Acme', 'Zoë\'s "board"']),
    fragment: '',
    elementPath: '',
    oldVisitorId: '',
    properties: {},
  };
}
