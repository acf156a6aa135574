import type { Config } from '../config/types.ts';
import { accountApps } from './definitions/account-apps.ts';
import { accounts } from './definitions/accounts.ts';
import { apps } from './definitions/apps.ts';
import { bulkDeletions } from './definitions/bulk-deletions.ts';
import { dailyTotals } from './definitions/daily-totals.ts';
import { dataFreshness } from './definitions/data-freshness.ts';
import { doNotProcessAccounts } from './definitions/do-not-process-accounts.ts';
import { doNotProcessVisitors } from './definitions/do-not-process-visitors.ts';
import { emailEvents } from './definitions/email-events.ts';
import { events } from './definitions/events.ts';
import { excludeList } from './definitions/exclude-list.ts';
import { featureEvents } from './definitions/feature-events.ts';
import { featureRules } from './definitions/feature-rules.ts';
import { features } from './definitions/features.ts';
import { feedback } from './definitions/feedback.ts';
import { feedbackVotes } from './definitions/feedback-votes.ts';
import { guideCategories } from './definitions/guide-categories.ts';
import { guideEvents } from './definitions/guide-events.ts';
import { guideSteps } from './definitions/guide-steps.ts';
import { guideVersions } from './definitions/guide-versions.ts';
import { guides } from './definitions/guides.ts';
import { guidesSeen } from './definitions/guides-seen.ts';
import { ideas } from './definitions/ideas.ts';
import { metadataAccounts } from './definitions/metadata-accounts.ts';
import { metadataVisitors } from './definitions/metadata-visitors.ts';
import { pageEvents } from './definitions/page-events.ts';
import { pageRules } from './definitions/page-rules.ts';
import { pages } from './definitions/pages.ts';
import { pollEvents } from './definitions/poll-events.ts';
import { pollOptions } from './definitions/poll-options.ts';
import { polls } from './definitions/polls.ts';
import { pollsSeen } from './definitions/polls-seen.ts';
import { productAreaItems } from './definitions/product-area-items.ts';
import { productAreas } from './definitions/product-areas.ts';
import { recordings } from './definitions/recordings.ts';
import { reportResults } from './definitions/report-results.ts';
import { reports } from './definitions/reports.ts';
import { segmentMembers } from './definitions/segment-members.ts';
import { segments } from './definitions/segments.ts';
import { servers } from './definitions/servers.ts';
import { singleEvents } from './definitions/single-events.ts';
import { trackEvents } from './definitions/track-events.ts';
import { trackTypeRules } from './definitions/track-type-rules.ts';
import { trackTypes } from './definitions/track-types.ts';
import { users } from './definitions/users.ts';
import { visitorAccounts } from './definitions/visitor-accounts.ts';
import { visitorApps } from './definitions/visitor-apps.ts';
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

/** Every stream, in the order of the catalog: small lists of objects first, large event streams last. */
const TABLE = [
  accounts,
  visitors,
  visitorAccounts,
  visitorApps,
  accountApps,
  doNotProcessVisitors,
  doNotProcessAccounts,
  apps,
  productAreas,
  productAreaItems,
  guideCategories,
  pages,
  pageRules,
  features,
  featureRules,
  trackTypes,
  trackTypeRules,
  guides,
  guideSteps,
  polls,
  pollOptions,
  guideVersions,
  segments,
  segmentMembers,
  reports,
  reportResults,
  users,
  feedback,
  ideas,
  feedbackVotes,
  metadataAccounts,
  metadataVisitors,
  excludeList,
  servers,
  bulkDeletions,
  dataFreshness,
  dailyTotals,
  guidesSeen,
  pollsSeen,
  events,
  pageEvents,
  featureEvents,
  trackEvents,
  guideEvents,
  pollEvents,
  emailEvents,
  singleEvents,
  recordings,
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

/** Returns the streams that a config has. Some need a property, e.g. webhooks need the address of their inbox. */
export function streamsOf(config: Pick<Config, 'webhooks' | 'segmentIds' | 'reportIds'>): readonly StreamDefinition[] {
  return STREAMS.filter(({ needs }) => needs === undefined || config[needs] !== undefined);
}

/** Returns the stream of that name, or undefined when there is none. */
export function findStream(name: string): StreamDefinition | undefined {
  return STREAMS.find((stream) => stream.name === name);
}
