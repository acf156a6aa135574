import { aggregationBody, appIdParameter, type PipelineStep } from '../pendo/aggregation.ts';
import type { PendoRequest } from '../pendo/request-context.ts';
import { DAY_MS } from '../utils/time.ts';
import { rowsOf } from './findings.ts';
import type { Asking, Question } from './types.ts';

/** How many rows of a source are looked at. */
export const SAMPLE_ROWS = 500;
/** How many ids are compared in their order: as many as a page of a sync has. They are short. */
export const MOST_IDS = 10_000;
/** How many ids of a later page are compared. */
export const LATER_IDS = 1000;
/** The days that are counted: old enough to stand still while they are compared. */
const [FIRST_DAY_BACK, LAST_DAY_BACK] = [5, 2];

export const ALL_APPS = appIdParameter(undefined);

/** A question to the aggregation endpoint. */
export function aggregated(name: string, pipeline: readonly PipelineStep[], query?: PendoRequest['query']): Question {
  const body = aggregationBody('probe', pipeline);
  return { name, rowsIn: 'results', request: { path: 'aggregation', body, ...(query === undefined ? {} : { query }) } };
}

export function got(name: string, request: PendoRequest, rowsIn: Question['rowsIn'] = 'array'): Question {
  return { name, request, rowsIn };
}

/** An aggregation of one row, on which expressions are tried. */
export function onOneAccount(name: string, steps: readonly PipelineStep[]): Question {
  return aggregated(name, [{ source: { accounts: { appId: ALL_APPS } } }, { limit: 1 }, ...steps]);
}

export interface Range {
  readonly first: number;
  readonly last: number;
}

/** Rows of events, from whole days or hours. */
export function eventSteps(
  source: string,
  range: Range,
  { period = 'dayRange', parameters = { appId: ALL_APPS } }: { period?: string; parameters?: object } = {},
): readonly PipelineStep[] {
  return [{ source: { [source]: { ...parameters }, timeSeries: { period, ...range } } }];
}

/** The range of one day, as a sync asks for it. */
export function oneDay(day: number): Range {
  return { first: day, last: day + DAY_MS - 1 };
}

/** Counts rows per day and app, as the history check does. */
export const PER_DAY_AND_APP: PipelineStep = {
  group: {
    group: ['day', 'appId'],
    fields: [{ rows: { count: null } }, { visitors: { count: 'visitorId' } }],
  },
};

export interface DayCount {
  readonly day: number;
  readonly app: unknown;
  readonly rows: number;
  readonly visitors: number;
}

/** The days that all questions about events stand on. Most of them share this one. */
export function recentDays(asking: Asking): Question {
  const range = { first: asking.now() - FIRST_DAY_BACK * DAY_MS, last: asking.now() - LAST_DAY_BACK * DAY_MS };
  return aggregated('events, counted by day and app', [
    ...eventSteps('events', range),
    PER_DAY_AND_APP,
    { limit: SAMPLE_ROWS },
  ]);
}

export async function dayCounts(asking: Asking, question: Question): Promise<readonly DayCount[]> {
  const rows = await rowsOf(asking, question);
  return rows.flatMap(({ day, appId, rows: count, visitors }) =>
    typeof day === 'number' && typeof count === 'number'
      ? [{ day, app: appId, rows: count, visitors: typeof visitors === 'number' ? visitors : 0 }]
      : [],
  );
}

/** Rows per day, over all apps, in the order of the days. */
export function rowsPerDay(counts: readonly DayCount[]): ReadonlyMap<number, number> {
  const days = Map.groupBy(counts, ({ day }) => day);
  const sums = Array.from(days, ([day, some]): [number, number] => [
    day,
    some.reduce((sum, { rows }) => sum + rows, 0),
  ]);
  return new Map(sums.sort(([a], [b]) => a - b));
}

/** The day with the most events among the recent ones. Without events, two days ago. */
export async function sampleDay(asking: Asking): Promise<number> {
  const days = rowsPerDay(await dayCounts(asking, recentDays(asking)).catch(() => []));
  const [best] = [...days].sort(([, a], [, b]) => b - a);
  return best?.[0] ?? asking.now() - LAST_DAY_BACK * DAY_MS;
}

/** Some rows of a source of events, from the day with the most events. */
export async function eventSample(asking: Asking, source: string): Promise<Question> {
  const day = await sampleDay(asking);
  const steps = [...eventSteps(source, oneDay(day)), { limit: SAMPLE_ROWS }];
  // Only this source is asked for details, so that the others are asked as a sync asks for them.
  return aggregated(`${source} of one day`, steps, source === 'events' ? { details: 'true' } : {});
}
