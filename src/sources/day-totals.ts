import { TooMuchError } from '../airbyte/errors.ts';
import { aggregationBody, appIdParameter, type PipelineStep } from '../pendo/aggregation.ts';
import { BadAnswerError } from '../records/answer/errors.ts';
import { createFailureBudget, readWindows } from '../sync/read-windows.ts';
import type { StreamContext, TimeWindow } from '../sync/types.ts';
import { isObject } from '../utils/is-object.ts';
import { DAY_MS, HOUR_MS } from '../utils/time.ts';
import { aggregateRows } from './aggregate-values.ts';
import { requestContext, type SourceInput } from './kind.ts';

/** The app id of events that belong to no app, as in the key of their stream. */
export const NO_APP = 0;

/** A source of events whose rows Pendo counts per day and app. */
export interface CountedSource {
  readonly source: string;
  /** For single events: the field that holds their time. */
  readonly timeField?: string;
}

/** What Pendo counts for one source on one day in one app. */
export interface DayTotal {
  /** 0 for rows without an app, as in the key of their stream. */
  readonly app: number;
  /** The beginning of the day, in epoch milliseconds. */
  readonly day: number;
  readonly counts: {
    readonly rows: number;
    readonly numEvents: number;
    /** Null where events have no minutes. */
    readonly numMinutes: number | null;
    readonly visitors: number;
  };
}

const LONGEST_WINDOW_MS = 365 * DAY_MS;
const TOO_MUCH = {
  failureType: 'transient_error',
  message: 'Pendo cannot count the events of one day in one answer. Sync again; if it stays, deselect the stream.',
} as const;

/** The longest day is the one on which daylight saving time ends. */
const LONGEST_DAY_MS = DAY_MS + HOUR_MS;

export interface CountDaysOptions {
  readonly counted: CountedSource;
  readonly range: TimeWindow;
  /** How logs and errors call the requests. */
  readonly what: string;
  /** Whether a failed request is tried again for half of its days. */
  readonly isTooMuch: (error: unknown) => boolean;
  /** The length of the first window. Later ones grow up to a year. */
  readonly firstWindowMs: number;
  /** Counting ends after this many failed requests. */
  readonly mostFailures: number;
}

/**
 * Asks Pendo to count the rows per day and app, for the days that begin in the range. Throws when one day is too much,
 * or after too many failed requests.
 */
export async function countDays(
  input: SourceInput,
  context: StreamContext,
  options: CountDaysOptions,
): Promise<readonly DayTotal[]> {
  const { counted, range, what } = options;
  const totals: DayTotal[] = [];
  await readWindows({
    range,
    sizes: { first: options.firstWindowMs, longest: LONGEST_WINDOW_MS, shortest: DAY_MS },
    limit: input.windowLimit,
    async read(window) {
      const startedAt = input.now();
      const canSplit = window.to - window.from > DAY_MS;
      const request = requestContext(input, context, `(totals ${what})`, { canSplit });
      const body = aggregationBody(`${input.definition.name}-totals`, totalsPipeline(input, counted, window));
      const rows = await aggregateRows(input, body, request);
      totals.push(...rows.map((row) => parseTotal(row, counted, request.what)));
      return { bytes: 0, rows: rows.length, ms: input.now() - startedAt };
    },
    readInParts: () => Promise.reject(new TooMuchError(TOO_MUCH)),
    isTooMuch: options.isTooMuch,
    onProgress: () => Promise.resolve(),
    budget: createFailureBudget(options.mostFailures),
  });
  return totals;
}

function totalsPipeline(
  { config }: SourceInput,
  { source, timeField }: CountedSource,
  window: TimeWindow,
): readonly PipelineStep[] {
  const parameters = { appId: appIdParameter(config.appIds), blacklist: config.excludeList };
  const day = dayFieldOf(timeField);
  const last = window.to - 1 + (timeField === undefined ? 0 : LONGEST_DAY_MS);
  return [
    { source: { [source]: parameters, timeSeries: { period: 'dayRange', first: window.from, last } } },
    ...(timeField === undefined ? [] : [{ eval: { [day]: `startOfPeriod("daily", ${timeField})` } }]),
    { filter: `${day} >= ${window.from} && ${day} < ${window.to}` },
    { group: { group: [day, 'appId'], fields: fieldsOf(timeField === undefined) } },
  ];
}

/** Single events have no `day`, and Pendo does not let a pipeline write a field of that name. */
function dayFieldOf(timeField: string | undefined): string {
  return timeField === undefined ? 'day' : 'dayOfEvent';
}

/** A single event counts as one event and has no minutes. */
function fieldsOf(isGrouped: boolean): readonly object[] {
  return [
    { rows: { count: null } },
    { visitors: { count: 'visitorId' } },
    ...(isGrouped ? [{ numEvents: { sum: 'numEvents' } }, { numMinutes: { sum: 'numMinutes' } }] : []),
  ];
}

function parseTotal(row: unknown, { timeField }: CountedSource, what: string): DayTotal {
  const day = isObject(row) ? row[dayFieldOf(timeField)] : undefined;
  if (!isObject(row) || typeof day !== 'number' || typeof row.rows !== 'number') {
    throw new BadAnswerError(`for ${what} holds a row without a day or a count`);
  }
  const counts = {
    rows: row.rows,
    numEvents: timeField === undefined ? numberOf(row.numEvents) : row.rows,
    numMinutes: timeField === undefined ? numberOf(row.numMinutes) : null,
    visitors: numberOf(row.visitors),
  };
  return { app: Number(row.appId ?? NO_APP) || NO_APP, day, counts };
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
