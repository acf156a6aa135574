import { HOUR_MS } from '../utils/time.ts';
import { rowsOf, Unanswered } from './findings.ts';
import { APPS } from './lists.ts';
import {
  aggregated,
  dayCounts,
  eventSteps,
  oneDay,
  PER_DAY_AND_APP,
  type Range,
  recentDays,
  SAMPLE_ROWS,
  sampleDay,
} from './questions.ts';
import type { Asking, Question } from './types.ts';

/** Rows of events on the day with the most events, by app. */
export type RowsPerApp = ReadonlyMap<unknown, number>;

/** By `expandAppIds("*")`. Throws Unanswered when there are no events. */
export async function ofAllApps(asking: Asking): Promise<RowsPerApp> {
  const found = await rowsPerApp(asking, recentDays(asking));
  if (found.size === 0) throw new Unanswered('there are no events on the recent days');
  return found;
}

/** By a list of all apps, and by one instant of the day: two beliefs share this question. */
export async function ofListedApps(asking: Asking): Promise<RowsPerApp> {
  const ids = (await rowsOf(asking, APPS)).map(({ id }) => id);
  if (ids.length === 0) throw new Unanswered('Pendo lists no apps');
  const noon = (await sampleDay(asking)) + 12 * HOUR_MS;
  return rowsPerApp(
    asking,
    question('of one instant with a list of all apps', { first: noon, last: noon }, { appId: ids }),
  );
}

/** Without a parameter that names apps. */
export async function withoutApp(asking: Asking): Promise<RowsPerApp> {
  return rowsPerApp(asking, question('of one day without appId', oneDay(await sampleDay(asking)), {}));
}

function question(name: string, range: Range, parameters: object): Question {
  return aggregated(`events ${name}`, [
    ...eventSteps('events', range, { parameters }),
    PER_DAY_AND_APP,
    { limit: SAMPLE_ROWS },
  ]);
}

async function rowsPerApp(asking: Asking, asked: Question): Promise<RowsPerApp> {
  const day = await sampleDay(asking);
  const counts = (await dayCounts(asking, asked)).filter((count) => count.day === day);
  return new Map(counts.map(({ app, rows }) => [app, rows]));
}
