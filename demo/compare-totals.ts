import { DatabaseSync } from 'node:sqlite';
import { count, textTable } from './report.ts';

/** The query of docs/records.md: the days on which the tables do not hold what Pendo counts. */
export const DIFFERENCES = `WITH days AS (
  SELECT day, lead(day) OVER (ORDER BY day) AS next_day
  FROM (SELECT DISTINCT day FROM daily_totals) AS counted_days
), counted AS (
  SELECT source, app_id, day, 0 AS our_row, 0 AS our_event, "rows" AS pendo_row, num_events AS pendo_event
  FROM daily_totals
  UNION ALL SELECT 'events', app_id, day, 1, num_events, 0, 0 FROM events
  UNION ALL SELECT 'page_events', app_id, day, 1, num_events, 0, 0 FROM page_events
  UNION ALL SELECT 'feature_events', app_id, day, 1, num_events, 0, 0 FROM feature_events
  UNION ALL SELECT 'track_events', app_id, day, 1, num_events, 0, 0 FROM track_events
  UNION ALL SELECT 'guide_events', app_id, day, 1, 1, 0, 0 FROM guide_events
    JOIN days ON browser_time >= day AND (browser_time < next_day OR next_day IS NULL)
  UNION ALL SELECT 'poll_events', app_id, day, 1, 1, 0, 0 FROM poll_events
    JOIN days ON browser_time >= day AND (browser_time < next_day OR next_day IS NULL)
)
SELECT source, app_id, day, sum(our_row) AS our_rows, sum(pendo_row) AS pendo_rows,
       sum(our_event) AS our_events, sum(pendo_event) AS pendo_events
FROM counted
WHERE day >= (SELECT min(day) FROM daily_totals)
GROUP BY source, app_id, day
HAVING sum(our_row) <> sum(pendo_row) OR sum(our_event) <> sum(pendo_event)
ORDER BY source, day, app_id`;

const HEADER = ['source', 'app_id', 'day', 'our_rows', 'pendo_rows', 'our_events', 'pendo_events'] as const;

/** One day of one stream, as text. */
const DAYS = "SELECT DISTINCT source || ' ' || day AS day FROM daily_totals";

/** Compares the tables of events with daily_totals, and returns on how many days of how many they are equal, and what differs. */
export function compareWithTotals(databasePath: string): string {
  const db = new DatabaseSync(databasePath, { readOnly: true });
  try {
    const different = db.prepare(DIFFERENCES).all();
    const differentDays = new Set(different.map(({ source, day }) => `${source} ${day}`));
    const countedDays = db.prepare(DAYS).all();
    const all = new Set([...countedDays.map(({ day }) => String(day)), ...differentDays]).size;
    const verdict = `equal in ${count(all - differentDays.size)} of ${count(all)} days`;
    if (different.length === 0) return verdict;
    const rows = different.map((row) => HEADER.map((name) => row[name] as string | number));
    return `${verdict}; these differ:\n\n${textTable(HEADER, rows)}`;
  } finally {
    db.close();
  }
}
