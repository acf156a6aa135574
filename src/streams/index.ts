import type { Config } from '../config/types.ts';
import { accounts } from './definitions/accounts.ts';
import { events } from './definitions/events.ts';
import { featureEvents } from './definitions/feature-events.ts';
import { features } from './definitions/features.ts';
import { guideEvents } from './definitions/guide-events.ts';
import { guideSteps } from './definitions/guide-steps.ts';
import { guides } from './definitions/guides.ts';
import { metadataAccounts } from './definitions/metadata-accounts.ts';
import { metadataVisitors } from './definitions/metadata-visitors.ts';
import { pageEvents } from './definitions/page-events.ts';
import { pages } from './definitions/pages.ts';
import { pollEvents } from './definitions/poll-events.ts';
import { segments } from './definitions/segments.ts';
import { trackEvents } from './definitions/track-events.ts';
import { trackTypes } from './definitions/track-types.ts';
import { visitorHistory } from './definitions/visitor-history.ts';
import { visitors } from './definitions/visitors.ts';
import {
  webhookAccountCreated,
  webhookEvents,
  webhookGuideDisplayed,
  webhookNpsDisplayed,
  webhookNpsSubmitted,
  webhookPollDisplayed,
  webhookPollSubmitted,
  webhookTrackEventReceived,
  webhookVisitorCreated,
} from './definitions/webhooks.ts';
import type { StreamDefinition } from './types.ts';

/** Every stream, in the order of the catalog: the few rows of the objects first, the many rows of the events last. */
const TABLE = [
  accounts,
  visitors,
  pages,
  features,
  trackTypes,
  guides,
  guideSteps,
  segments,
  metadataAccounts,
  metadataVisitors,
  events,
  pageEvents,
  featureEvents,
  trackEvents,
  guideEvents,
  pollEvents,
  visitorHistory,
  webhookGuideDisplayed,
  webhookPollDisplayed,
  webhookPollSubmitted,
  webhookNpsDisplayed,
  webhookNpsSubmitted,
  webhookTrackEventReceived,
  webhookVisitorCreated,
  webhookAccountCreated,
  webhookEvents,
] as const;

export type StreamName = (typeof TABLE)[number]['name'];

export const STREAMS: readonly (StreamDefinition & { readonly name: StreamName })[] = TABLE;

/** The streams that a config has: webhooks only where it says where they are. */
export function streamsOf({ webhooks }: Pick<Config, 'webhooks'>): readonly StreamDefinition[] {
  return STREAMS.filter(({ source }) => source.kind !== 'webhooks' || webhooks !== undefined);
}

/** The stream of that name, or undefined when there is none. */
export function findStream(name: string): StreamDefinition | undefined {
  return STREAMS.find((stream) => stream.name === name);
}
