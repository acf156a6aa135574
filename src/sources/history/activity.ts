import { TooMuchError } from '../../airbyte/errors.ts';
import { aggregationBody, appIdParameter, type PipelineStep } from '../../pendo/aggregation.ts';
import { allOf } from '../../pendo/filter.ts';
import { BadAnswerError } from '../../records/answer/errors.ts';
import { readJsonRows } from '../../records/answer/json-rows.ts';
import type { OnMember } from '../../records/answer/scanner.ts';
import type { VisitorHistorySource } from '../../streams/types.ts';
import type { FailureBudget } from '../../sync/read-windows.ts';
import type { StreamContext, TimeWindow } from '../../sync/types.ts';
import { isObject } from '../../utils/is-object.ts';
import { DAY_MS } from '../../utils/time.ts';
import { createShrinkingLimit, type ShrinkingLimit } from '../adaptive-limit.ts';
import { asId } from '../aggregate-values.ts';
import { judgeMember } from '../answer-members.ts';
import { requestContext, type SourceInput } from '../kind.ts';
import { readByVisitorRanges } from '../visitor-ranges.ts';
import { createWindowCheck } from '../window-check.ts';
import { utcDaysIn } from './days.ts';

/** All that a visitor does on a day in UTC is an event of one of these on that day (evidence.md#history-and-events). */
const SOURCES: readonly ActivitySource[] = [
  { source: 'events', period: 'hourRange', timeField: 'hour' },
  { source: 'guideEvents', period: 'dayRange', timeField: 'browserTime' },
  { source: 'pollEvents', period: 'dayRange', timeField: 'browserTime' },
];

interface ActivitySource {
  readonly source: string;
  readonly period: 'hourRange' | 'dayRange';
  /** The field that places an event in time. */
  readonly timeField: string;
}

const ANONYMOUS_PREFIX = '_PENDO_T_';

/** The visitors of each day in UTC, by the beginning of the day. */
export type Activity = Map<number, Set<string>>;

export interface ActivityInput {
  readonly input: SourceInput<VisitorHistorySource>;
  readonly context: StreamContext;
  readonly budget: FailureBudget;
  /** The sources for which a single day was too much. Their next days are read by ranges of visitors at once. */
  readonly byRanges: Map<string, ShrinkingLimit>;
}

/**
 * Asks Pendo which visitors had events on which days. The window begins with a day in UTC. A window of several days that
 * is too much throws a TooMuchError; a single day is then read by ranges of visitors.
 */
export async function askActivity(asking: ActivityInput, window: TimeWindow): Promise<Activity> {
  const activity: Activity = new Map();
  for (const from of SOURCES) await askSource(asking, from, { window, activity });
  return activity;
}

interface Asked {
  readonly window: TimeWindow;
  readonly activity: Activity;
}

async function askSource(asking: ActivityInput, from: ActivitySource, { window, activity }: Asked): Promise<void> {
  const { input, context, budget, byRanges } = asking;
  const pipeline = (conditions: readonly string[]) => activityPipeline(from, window, conditions);
  const read = async (conditions: readonly string[], canSplit: boolean) => {
    const request = requestContext(input, context, `(days with ${from.source})`, { canSplit });
    const body = aggregationBody(`${input.definition.name}-activity`, pipeline(conditions));
    const onMember: OnMember = (name, json) =>
      judgeMember(name, json, { what: request.what, warnOnce: input.warnOnce });
    await input.client.aggregate(body, request, async (bytes) => {
      const reader = createRowReader({ input, window, activity, what: request.what });
      for await (const rows of readJsonRows(bytes, 'results', onMember)) {
        for (const row of rows) reader.take(row);
      }
      reader.end();
    });
  };
  try {
    if (!byRanges.has(from.source)) return await read([], true);
  } catch (error) {
    if (!(error instanceof TooMuchError)) throw error;
    budget.spend(error);
    if (window.to - window.from > DAY_MS) throw error;
  }
  const idsPerRange = byRanges.get(from.source) ?? createShrinkingLimit(input.config.pageSize, budget, () => {});
  byRanges.set(from.source, idsPerRange);
  await readByVisitorRanges({ input, context, budget, idsPerRange, pipeline, read });
}

/**
 * Whatever the apps and the exclude list of the config: history is of all apps, and also of visitors on that list. Pendo
 * rounds the ends of a `timeSeries` (evidence.md#time-series-rounding), so the filter repeats them. The days in the group
 * are those of the subscription, and `first` and `last` tell the days in UTC. A field `day` must not be written: it is
 * read-only in Pendo.
 */
function activityPipeline(
  { source, period, timeField }: ActivitySource,
  { from, to }: TimeWindow,
  conditions: readonly string[],
): readonly PipelineStep[] {
  const parameters = { appId: appIdParameter(undefined), blacklist: 'ignore' };
  const fields = [{ first: { min: timeField } }, { last: { max: timeField } }];
  return [
    { source: { [source]: parameters, timeSeries: { period, first: from, last: to - 1 } } },
    { filter: allOf([`${timeField} >= ${from}`, `${timeField} < ${to}`, ...conditions]) },
    { eval: { dayOfEvent: `startOfPeriod("daily", ${timeField})` } },
    { group: { group: ['visitorId', 'dayOfEvent'], fields } },
  ];
}

interface RowReaderOptions extends Asked {
  readonly input: SourceInput<VisitorHistorySource>;
  readonly what: string;
}

/** Takes the rows of one answer. Rows that tell no visitor or no time must not pass for a time without activity. */
function createRowReader({ input, window, activity, what }: RowReaderOptions) {
  const { includeAnonymousVisitors } = input.config;
  const check = createWindowCheck({ window, what, warnOnce: input.warnOnce });
  let rows = 0;
  let usable = 0;
  return {
    take(row: unknown): void {
      rows += 1;
      if (!isObject(row)) return;
      const { first, last } = row;
      const id = visitorIdOf(row.visitorId);
      if (id === undefined || typeof first !== 'number' || typeof last !== 'number') return;
      usable += 1;
      const visitorId = String(id);
      const isWithin = [first, last].map(check.has).includes(true);
      if (!isWithin || visitorId === '') return;
      if (!includeAnonymousVisitors && visitorId.startsWith(ANONYMOUS_PREFIX)) return;
      for (const day of utcDaysIn({ from: Math.max(first, window.from), to: Math.min(last + 1, window.to) })) {
        const visitors = activity.get(day) ?? new Set();
        activity.set(day, visitors.add(visitorId));
      }
    },
    end(): void {
      if (rows > 0 && usable === 0) {
        throw new BadAnswerError(`for ${what} holds ${rows} rows, none with a visitor and times that can be used`);
      }
      check.judge();
    },
  };
}

/** Some events are of no visitor. A row that does not even name the field says nothing about visitors. */
function visitorIdOf(value: unknown): string | number | undefined {
  return value === null ? '' : asId(value);
}
