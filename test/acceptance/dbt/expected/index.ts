import { accountHealth } from './account-health.ts';
import { guideCompletion, guideFunnel } from './guides.ts';
import { npsByWeek, npsResponses, pollAnswers } from './polls.ts';
import { activeUsers, type ExpectedModel, featureAdoption, pageFrustration, pageUse, trackEventUse } from './usage.ts';

export interface ModelFacts {
  readonly rows: ExpectedModel;
  /** The columns that identify a row. */
  readonly key: readonly string[];
}

/** The models of the package, and the rows that they must have. */
export const EXPECTED: Readonly<Record<string, ModelFacts>> = {
  pendo_active_users: { rows: activeUsers, key: ['period', 'starts_on', 'is_all_apps', 'app_id'] },
  pendo_page_use: { rows: pageUse, key: ['date', 'app_id', 'page_id'] },
  pendo_page_frustration: { rows: pageFrustration, key: ['week', 'app_id', 'page_id'] },
  pendo_feature_adoption: { rows: featureAdoption, key: ['month', 'app_id', 'account_id', 'feature_id'] },
  pendo_track_event_use: { rows: trackEventUse, key: ['date', 'app_id', 'track_type_id'] },
  pendo_guide_funnel: { rows: guideFunnel, key: ['guide_id', 'guide_step_id'] },
  pendo_guide_completion: { rows: guideCompletion, key: ['guide_id'] },
  pendo_poll_answers: { rows: pollAnswers, key: ['answered_at', 'visitor_id', 'account_id', 'poll_id', 'app_id'] },
  pendo_nps_responses: { rows: npsResponses, key: ['rated_at', 'visitor_id', 'account_id', 'poll_id', 'app_id'] },
  pendo_nps_by_week: { rows: npsByWeek, key: ['week', 'guide_id', 'poll_id'] },
  pendo_account_health: { rows: accountHealth, key: ['week', 'account_id'] },
};
