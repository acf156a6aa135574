import { DatabaseSync } from 'node:sqlite';
import { type Cell, textTable } from './report.ts';

/** A question that a product manager might ask, and the SQL that answers it. */
export interface Question {
  readonly title: string;
  readonly sql: string;
}

export const PAGES_BY_TIME: Question = {
  title: 'Which pages take most of the time?',
  sql: `SELECT pages.name AS page,
       sum(page_events.num_minutes) AS minutes,
       sum(page_events.num_events) AS views,
       count(DISTINCT page_events.visitor_id) AS visitors
FROM page_events
JOIN pages ON pages.id = page_events.page_id
GROUP BY pages.id
ORDER BY minutes DESC
LIMIT 5`,
};

export const NPS_BY_WEEK: Question = {
  title: 'How does the net promoter score move from week to week?',
  sql: `SELECT date(browser_time, '-6 days', 'weekday 1') AS week_of_monday,
       count(*) AS answers,
       sum(poll_response >= 9) AS promoters,
       sum(poll_response <= 6) AS detractors,
       round(100.0 * (sum(poll_response >= 9) - sum(poll_response <= 6)) / count(*)) AS nps
FROM (SELECT browser_time, CAST(poll_response AS INTEGER) AS poll_response
      FROM poll_events WHERE poll_type = 'NPSRating')
GROUP BY week_of_monday
ORDER BY week_of_monday`,
};

export const QUESTIONS: readonly Question[] = [PAGES_BY_TIME, NPS_BY_WEEK];

/** Runs the SQL and returns the answer as a text table. */
export function answer(databasePath: string, { sql }: Question): string {
  const db = new DatabaseSync(databasePath, { readOnly: true });
  try {
    const statement = db.prepare(sql);
    const header = statement.columns().map(({ name }) => name);
    const rows = statement.all().map((row) => header.map((name) => row[name] as Cell));
    return rows.length === 0 ? '(no rows)' : textTable(header, rows);
  } finally {
    db.close();
  }
}
