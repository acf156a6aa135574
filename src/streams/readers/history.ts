import pLimit from 'p-limit';
import { RefusedError } from '../../airbyte/errors.ts';
import { loadRowNumbers, type RowNumbers } from '../../records/row-numbers.ts';
import type { RecordShape } from '../../records/shape.ts';
import { DAY_MS, planRead } from '../../sync/lookback.ts';
import type { StreamContext, StreamTask } from '../../sync/types.ts';
import type { VisitorHistorySource } from '../types.ts';
import { endOf, startOf } from './event-range.ts';
import { isPassing, repeat } from './failures.ts';
import { type HistoryProgress, historyState, readHistoryProgress } from './history-progress.ts';
import { historyRequest } from './history-request.ts';
import { activeVisitors } from './history-visitors.ts';
import { type ReaderInput, requestContext } from './input.ts';
import { emitAnswer, shapeOf } from './record-lines.ts';
import { FAR_FUTURE_MS, timeText } from './state.ts';
import { vouchedState } from './vouched-state.ts';

/** Pendo answers for 24 hours at a time, within its last 180 days [D]. */
const KEPT_DAYS = 180;
const VISITORS_PER_STATE = 200;

type Input = ReaderInput<VisitorHistorySource>;

interface DayReader {
  readonly context: StreamContext;
  readonly shape: RecordShape;
  readonly createRowNumbers: () => RowNumbers;
  /** Visitor-days that Pendo refused. */
  skipped: number;
}

/** What each visitor did: a request for each visitor and day on which the visitor may have been there. */
export function createHistoryTask(input: Input): StreamTask {
  const { definition, client, log } = input;
  return {
    name: definition.name,
    async read(context) {
      const { state, stamp } = vouchedState(input);
      const began = client.now();
      const progress = readHistoryProgress(state, definition);
      const vouch = () => context.checkpoint(stamp(historyState(progress, definition)));
      if ((progress.end ?? 0) > began + FAR_FUTURE_MS) return vouch();
      // As in events: what lies behind an end date is not kept up to date.
      if (progress.end !== undefined) progress.end = Math.min(progress.end, endOf(input.config));
      const plan = planDays(input, progress, began);
      if (progress.end === undefined) progress.deepReadAt = began;
      const day: DayReader = { context, shape: shapeOf(input), createRowNumbers: await loadRowNumbers(), skipped: 0 };
      log.info(`${definition.name}: reading days from ${timeText(plan.from)}, one request a visitor and day.`);
      for (let start = plan.from; start < plan.to; start += DAY_MS) {
        await readDay(input, day, progress, start, vouch);
        progress.end = Math.max(progress.end ?? 0, Math.min(start + DAY_MS, began));
        progress.resume = undefined;
        if (start + DAY_MS < plan.to) await vouch();
      }
      if (plan.deep) progress.deepReadAt = began;
      progress.end ??= Math.min(plan.to, began);
      await vouch();
      warnOfSkipped(input, day.skipped);
    },
  };
}

interface DayPlan {
  readonly from: number;
  readonly to: number;
  readonly deep: boolean;
}

function planDays(input: Input, progress: HistoryProgress, now: number): DayPlan {
  const { config } = input;
  const oldest = now - (KEPT_DAYS - 1) * DAY_MS;
  const range = { from: Math.max(startOf(config), oldest), to: Math.min(now, endOf(config)) };
  const soFar = progress.end === undefined ? undefined : { end: progress.end, deepReadAt: progress.deepReadAt };
  const plan = planRead({ range, soFar, now, newestMs: DAY_MS, lookbackMs: config.lookbackDays * DAY_MS });
  const from = Math.floor(plan.range.from / DAY_MS) * DAY_MS;
  return { from: Math.max(from, Math.ceil(oldest / DAY_MS) * DAY_MS), to: plan.range.to, deep: plan.deep };
}

/** Reads one day (in UTC) of all visitors, page after page; a sync that broke goes on after its last visitor. */
async function readDay(
  input: Input,
  day: DayReader,
  progress: HistoryProgress,
  start: number,
  vouch: () => Promise<void>,
): Promise<void> {
  const resumed = progress.resume?.day === start ? progress.resume.visitorId : undefined;
  const limit = pLimit(input.config.maxConcurrency);
  for await (const visitors of activeVisitors(input, day.context, start, resumed)) {
    for (let index = 0; index < visitors.length; index += VISITORS_PER_STATE) {
      const some = visitors.slice(index, index + VISITORS_PER_STATE);
      await allOrFirstError(some.map((visitorId) => limit(readVisitorDay, input, day, visitorId, start)));
      const visitorId = some.at(-1);
      if (visitorId !== undefined) progress.resume = { day: start, visitorId };
      await vouch();
    }
  }
}

/** Waits for all, also after a failure: nothing of a stream may be printed after its last status. */
async function allOrFirstError(promises: readonly Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(promises);
  const failure = results.find((result) => result.status === 'rejected');
  if (failure !== undefined) throw failure.reason;
}

async function readVisitorDay(input: Input, day: DayReader, visitorId: string, start: number): Promise<void> {
  const { context, shape, createRowNumbers } = day;
  const { path, options } = historyRequest(visitorId, start);
  const what = requestContext(input, context, `of one visitor on ${timeText(start).slice(0, 10)}`);
  try {
    await repeat(input, context, isPassing, () =>
      emitAnswer(context, input.client.get(path, options, what), {
        shape,
        layout: 'array',
        rowNumbers: createRowNumbers(),
        extra: { visitorId },
        now: input.now,
      }),
    );
  } catch (error) {
    // 404: deleted since we asked who was there. 422: seen by one customer [V, LDN], the reason is not known.
    if (!(error instanceof RefusedError)) throw error;
    day.skipped += 1;
  }
}

function warnOfSkipped(input: Input, skipped: number): void {
  if (skipped === 0) return;
  input.log.warn(
    `${input.definition.name}: Pendo has no history (404 or 422) for ${skipped} pairs of a visitor and a day; they were skipped.`,
  );
}
