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
import { LONGEST_DAY_MS } from './days.ts';

/** All that a visitor does is an event of one of these (evidence.md#history-and-events). */
const SOURCES: readonly ActivitySource[] = [
  { source: 'events', dayField: 'day' },
  // Single events have no day of their own, and `day` must not be written: it is read-only in Pendo.
  { source: 'guideEvents', dayField: 'dayOfEvent', timeField: 'browserTime' },
  { source: 'pollEvents', dayField: 'dayOfEvent', timeField: 'browserTime' },
];

interface ActivitySource {
  readonly source: string;
  readonly dayField: string;
  /** Where each event is a row of its own: the field that places it in time. */
  readonly timeField?: string;
}

const ANONYMOUS_PREFIX = '_PENDO_T_';

/** The visitors of each day, by the beginning of the day. */
export type Activity = Map<number, Set<string>>;

export interface ActivityInput {
  readonly input: SourceInput<VisitorHistorySource>;
  readonly context: StreamContext;
  readonly budget: FailureBudget;
  /** The sources for which a single day was too much. Their next days are read by ranges of visitors at once. */
  readonly byRanges: Map<string, ShrinkingLimit>;
}

/**
 * Asks Pendo which visitors had events on which of the days that begin in the window. A window of several days that is
 * too much throws a TooMuchError; a single day is then read by ranges of visitors.
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
      const reader = createRowReader({ input, window, activity, what: request.what, dayField: from.dayField });
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
 * Asks for all apps and also for visitors on the exclude list, whatever the config says, because history has them too.
 * Pendo rounds the ends of a `timeSeries` (evidence.md#time-series-rounding), so the filter repeats them.
 */
function activityPipeline(
  { source, dayField, timeField }: ActivitySource,
  { from, to }: TimeWindow,
  conditions: readonly string[],
): readonly PipelineStep[] {
  const parameters = { appId: appIdParameter(undefined), blacklist: 'ignore' };
  const last = to - 1 + (timeField === undefined ? 0 : LONGEST_DAY_MS);
  return [
    { source: { [source]: parameters, timeSeries: { period: 'dayRange', first: from, last } } },
    ...(timeField === undefined ? [] : [{ eval: { [dayField]: `startOfPeriod("daily", ${timeField})` } }]),
    { filter: allOf([`${dayField} >= ${from}`, `${dayField} < ${to}`, ...conditions]) },
    { group: { group: ['visitorId', dayField], fields: [{ rows: { count: null } }] } },
  ];
}

interface RowReaderOptions extends Asked {
  readonly input: SourceInput<VisitorHistorySource>;
  readonly what: string;
  readonly dayField: string;
}

/** Takes the rows of one answer. Rows that tell no visitor or no day must not pass for a time without activity. */
function createRowReader({ input, window, activity, what, dayField }: RowReaderOptions) {
  const { includeAnonymousVisitors } = input.config;
  const check = createWindowCheck({ window, what, warnOnce: input.warnOnce });
  let rows = 0;
  let usable = 0;
  return {
    take(row: unknown): void {
      rows += 1;
      const id = isObject(row) ? visitorIdOf(row.visitorId) : undefined;
      const day = isObject(row) ? row[dayField] : undefined;
      if (id === undefined || typeof day !== 'number') return;
      usable += 1;
      const visitorId = String(id);
      if (!check.has(day) || visitorId === '' || (!includeAnonymousVisitors && visitorId.startsWith(ANONYMOUS_PREFIX)))
        return;
      const visitors = activity.get(day) ?? new Set();
      activity.set(day, visitors.add(visitorId));
    },
    end(): void {
      if (rows > 0 && usable === 0) {
        throw new BadAnswerError(`for ${what} holds ${rows} rows, none with a visitor and a day that can be used`);
      }
      check.judge();
    },
  };
}

/** Some events are of no visitor. A row that does not even name the field says nothing about visitors. */
function visitorIdOf(value: unknown): string | number | undefined {
  return value === null ? '' : asId(value);
}
