import { DatabaseSync } from 'node:sqlite';
import { NPS_BY_WEEK, PAGES_BY_TIME } from '../queries.ts';

export interface ActiveDay {
  readonly date: string;
  readonly visitors: number;
  readonly accounts: number;
}

export interface PageTime {
  readonly page: string;
  readonly minutes: number;
  readonly views: number;
  readonly visitors: number;
}

/** Visitors who saw, advanced and dismissed one step of the guide. */
export interface GuideStep {
  readonly guide: string;
  readonly step: string;
  readonly seen: number;
  readonly advanced: number;
  readonly dismissed: number;
}

export interface NpsWeek {
  readonly week_of_monday: string;
  readonly answers: number;
  readonly promoters: number;
  readonly detractors: number;
  readonly nps: number;
}

export interface PageData {
  readonly activeDays: readonly ActiveDay[];
  readonly pages: readonly PageTime[];
  readonly steps: readonly GuideStep[];
  readonly weeks: readonly NpsWeek[];
}

const ACTIVE_DAYS = `SELECT date,
       count(DISTINCT visitor_id) AS visitors,
       count(DISTINCT nullif(account_id, '')) AS accounts
FROM events
GROUP BY date
ORDER BY date`;

/** Of the guides with three steps or more, or of all if there is none, the one that most visitors saw. */
const GUIDE_STEPS = `WITH chosen AS (
  SELECT guide_steps.guide_id
  FROM guide_steps
  LEFT JOIN guide_events ON guide_events.guide_id = guide_steps.guide_id AND guide_events.guide_step_id = guide_steps.id
  GROUP BY guide_steps.guide_id
  ORDER BY count(DISTINCT guide_steps.id) >= 3 DESC,
           count(DISTINCT CASE WHEN guide_events.type = 'guideSeen' THEN visitor_id END) DESC
  LIMIT 1
)
SELECT guides.name AS guide,
       coalesce(nullif(guide_steps.name, ''), 'step ' || (guide_steps.step_index + 1)) AS step,
       count(DISTINCT CASE WHEN guide_events.type = 'guideSeen' THEN visitor_id END) AS seen,
       count(DISTINCT CASE WHEN guide_events.type = 'guideAdvanced' THEN visitor_id END) AS advanced,
       count(DISTINCT CASE WHEN guide_events.type = 'guideDismissed' THEN visitor_id END) AS dismissed
FROM chosen
JOIN guides ON guides.id = chosen.guide_id
JOIN guide_steps ON guide_steps.guide_id = chosen.guide_id
LEFT JOIN guide_events ON guide_events.guide_id = guide_steps.guide_id AND guide_events.guide_step_id = guide_steps.id
GROUP BY guide_steps.id
ORDER BY guide_steps.step_index`;

/** Asks the tables for what the page shows. Where the demo prints an answer, it is the same query. */
export function readPageData(databasePath: string): PageData {
  const db = new DatabaseSync(databasePath, { readOnly: true });
  const rows = <Row>(sql: string) => db.prepare(sql).all() as unknown as Row[];
  try {
    return {
      activeDays: rows<ActiveDay>(ACTIVE_DAYS),
      pages: rows<PageTime>(PAGES_BY_TIME.sql),
      steps: rows<GuideStep>(GUIDE_STEPS),
      weeks: rows<NpsWeek>(NPS_BY_WEEK.sql),
    };
  } finally {
    db.close();
  }
}
