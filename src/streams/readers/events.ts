import { RefusedError } from '../../airbyte/errors.ts';
import type { StreamState } from '../../airbyte/messages.ts';
import { aggregationBody, type EventPart, eventPipeline } from '../../pendo/aggregation.ts';
import { loadRowNumbers } from '../../records/row-numbers.ts';
import { DAY_MS, HOUR_MS, planRead } from '../../sync/lookback.ts';
import { createFailureBudget, type FailureBudget, readWindows } from '../../sync/read-windows.ts';
import type { StreamContext, StreamTask, TimeWindow } from '../../sync/types.ts';
import type { Reading, WindowSizes } from '../../sync/window-queue.ts';
import type { AggregatedEventsSource, SingleEventsSource } from '../types.ts';
import { configuredRange, eventRequest } from './event-range.ts';
import { isBadAnswer, isTooMuch, repeat } from './failures.ts';
import { type ReaderInput, requestContext } from './input.ts';
import { createParts } from './parts.ts';
import { emitAnswer, shapeOf } from './record-lines.ts';
import { FAR_FUTURE_MS, readTime, timeText } from './state.ts';
import { vouchedState } from './vouched-state.ts';

export type EventsInput = ReaderInput<AggregatedEventsSource | SingleEventsSource>;

const FIRST_WINDOW_MS = 7 * DAY_MS;
const WINDOWS_AT_ONCE = 3;
const FAILED_REQUESTS_LIMIT = 200;
const DEEP_READ_AT = 'deep_read_at';

/** Events, by windows of time that hold each bucket whole; one request brings all pages, features or track types. */
export function createEventsTask(input: EventsInput): StreamTask {
  const { definition, config, log, client } = input;
  const cursorField = timeColumn(input);
  return {
    name: definition.name,
    async read(context) {
      const { state, stamp } = vouchedState(input);
      const end = readTime(state, cursorField, definition.name);
      const deepReadAt = readTime(state, DEEP_READ_AT, definition.name);
      const began = client.now();
      if (end !== undefined && end > began + FAR_FUTURE_MS) {
        return context.checkpoint(stamp({ [cursorField]: timeText(end) }));
      }
      const range = configuredRange(input, began);
      const soFar = end === undefined ? undefined : { end, deepReadAt };
      const plan = planRead({
        range,
        soFar,
        now: began,
        newestMs: newestMs(input),
        lookbackMs: config.lookbackDays * DAY_MS,
      });
      const stateAt = (readTo: number, deepAt: number | undefined): StreamState =>
        stamp({
          [cursorField]: timeText(Math.max(end ?? range.from, Math.min(readTo, began))),
          ...(deepAt === undefined ? {} : { [DEEP_READ_AT]: timeText(deepAt) }),
        });

      // The first reading counts as a deep one from its first window on, also when it breaks off and is resumed.
      const standsOn = soFar === undefined ? began : deepReadAt;
      if (plan.range.from < plan.range.to) {
        log.info(`${definition.name}: reading ${span(plan.range)}${describe(soFar !== undefined, plan.deep)}.`);
        await readRange(input, context, plan.range, (readTo) =>
          readTo < plan.range.to ? context.checkpoint(stateAt(readTo, standsOn)) : Promise.resolve(),
        );
      }
      await context.checkpoint(stateAt(plan.range.to, plan.deep ? began : standsOn));
    },
  };
}

function describe(isLater: boolean, deep: boolean): string {
  if (!isLater) return ', for the first time';
  return deep ? ', with all that may have changed since the last deep reading' : ', the newest again and what is new';
}

async function readRange(
  input: EventsInput,
  context: StreamContext,
  range: TimeWindow,
  onProgress: (readTo: number) => Promise<void>,
): Promise<void> {
  const shape = shapeOf(input);
  const budget = createFailureBudget(FAILED_REQUESTS_LIMIT);
  const createRowNumbers = await loadRowNumbers();

  /** All rows that share their other key columns lie in one part, so each part may number its rows by itself. */
  async function readPart(window: TimeWindow, part: EventPart): Promise<Reading> {
    const startedAt = input.now();
    const body = aggregationBody(input.definition.name, eventPipeline(eventRequest(input, window, part)));
    const reader = await repeat(input, context, isBadAnswer, () =>
      emitAnswer(context, input.client.aggregate(body, requestContext(input, context, span(window))), {
        shape,
        layout: 'results',
        rowNumbers: createRowNumbers(),
        keep: (time) => time === undefined || (time >= window.from && time < window.to),
        now: input.now,
      }),
    );
    return { bytes: reader.bytes, rows: reader.rows, ms: input.now() - startedAt };
  }

  const parts = createParts({ input, context, budget, readPart });
  await readWindows({
    range,
    sizes: windowSizes(input),
    concurrency: Math.min(WINDOWS_AT_ONCE, input.config.maxConcurrency),
    read: (window) => readWindow(window, readPart, parts.readByIds, input, budget),
    readInParts: (window, cause) => parts.readInParts(window, cause),
    isTooMuch,
    onProgress,
    budget,
  });
}

/** Whole, or by batches of ids where Pendo refuses hours without ids, as it documents [D] but has not done [V*]. */
async function readWindow(
  window: TimeWindow,
  readPart: (window: TimeWindow, part: EventPart) => Promise<Reading>,
  readByIds: (window: TimeWindow, cause: unknown) => Promise<void>,
  input: EventsInput,
  budget: FailureBudget,
): Promise<Reading | undefined> {
  try {
    return await readPart(window, { appIds: input.config.appIds });
  } catch (error) {
    const mayNeedIds = 'objects' in input.source && input.config.period === 'hour';
    if (!(error instanceof RefusedError) || !mayNeedIds) throw error;
    budget.spend(error);
    await readByIds(window, error);
    return undefined;
  }
}

function timeColumn(input: EventsInput): string {
  return input.source.kind === 'aggregated_events' ? input.config.period : (input.definition.cursor ?? '');
}

function windowSizes(input: EventsInput): WindowSizes {
  const longest = input.config.windowDays * DAY_MS;
  return { first: Math.min(FIRST_WINDOW_MS, longest), longest, shortest: shortestMs(input) };
}

/** A bucket is never divided by time; a single event can be told from the next by its millisecond. */
function shortestMs(input: EventsInput): number {
  if (input.source.kind === 'single_events') return 1;
  return input.config.period === 'hour' ? HOUR_MS : DAY_MS;
}

function newestMs(input: EventsInput): number {
  const byDay = input.source.kind === 'aggregated_events' && input.config.period === 'day';
  return byDay ? 2 * DAY_MS : DAY_MS;
}

function span(window: TimeWindow): string {
  return `from ${timeText(window.from)} to ${timeText(window.to)}`;
}
