import { loadRowNumbers, type RowNumbers } from '../../records/row-numbers.ts';
import type { RecordShape } from '../../records/shape.ts';
import type { VisitorHistorySource } from '../../streams/types.ts';
import { allOrFirstError } from '../../sync/all-or-first-error.ts';
import { isDeepReadDue } from '../../sync/lookback.ts';
import { createProgressLog } from '../../sync/progress-log.ts';
import type { StreamContext, StreamTask } from '../../sync/types.ts';
import { DAY_MS } from '../../utils/time.ts';
import { isFarFuture, openBookmark, possibleDeepRead } from '../bookmark.ts';
import { endOf } from '../config-range.ts';
import { emitAnswer, shapeOf } from '../emit-answer.ts';
import { requestContext, type SourceInput, type SourceKind } from '../kind.ts';
import { anonymousOf, hostOf, startOf } from '../made-with.ts';
import { timeText } from '../state-time.ts';
import { createWindowCheck } from '../window-check.ts';
import { type DayPlan, planDays } from './days.ts';
import { type HistoryProgress, historyState, readHistoryProgress } from './progress.ts';
import { historyRequest } from './request.ts';
import { createSkips, type Skips } from './skips.ts';
import { activeVisitors } from './visitors.ts';

const VISITORS_PER_STATE = 200;

type Input = SourceInput<VisitorHistorySource>;

interface DayReader {
  readonly context: StreamContext;
  readonly shape: RecordShape;
  readonly createRowNumbers: () => RowNumbers;
  readonly skips: Skips;
}

function createTask(input: Input): StreamTask {
  const { definition, client, log } = input;
  return {
    name: definition.name,
    async read(context) {
      const { state, save } = openBookmark(input, context);
      const began = client.now();
      const progress = readHistoryProgress(state, definition);
      const vouch = () => save(historyState(progress, definition));
      if (isFarFuture(input, definition.cursor ?? '', progress.end, began)) return vouch();
      progress.deepReadAt = possibleDeepRead(input, progress.deepReadAt, began);
      // As in events: what lies behind an end date is not kept up to date.
      if (progress.end !== undefined) progress.end = Math.min(progress.end, endOf(input.config));
      const plan = planDays(input.config, progress, began);
      const resume = trustedResume(progress, began);
      if (progress.end === undefined && resume === undefined) progress.deepReadAt = began;
      const reader = {
        context,
        shape: shapeOf(input),
        createRowNumbers: await loadRowNumbers(),
        skips: createSkips(definition.name),
      };
      log.info(`${definition.name}: reading days from ${timeText(plan.from)}, one request per visitor and day.`);
      await readDays(input, reader, { plan, resume, progress, began, vouch });
      if (plan.deep && resume === undefined) progress.deepReadAt = began;
      progress.end ??= Math.min(plan.to, began);
      await vouch();
      reader.skips.report(log);
    },
  };
}

/**
 * Where a sync that broke goes on inside a day. Not when a deep read is due: that one vouches for all that changed until
 * it began, and cannot rest on what another sync read a day ago.
 */
function trustedResume({ resume, deepReadAt }: HistoryProgress, began: number): HistoryProgress['resume'] {
  return deepReadAt !== undefined && !isDeepReadDue(deepReadAt, began) ? resume : undefined;
}

interface Days {
  readonly plan: DayPlan;
  readonly resume: HistoryProgress['resume'];
  readonly progress: HistoryProgress;
  readonly began: number;
  readonly vouch: () => Promise<void>;
}

/** Vouches for nothing new while too much was refused: later visitors and days may show that it is little of the whole. */
async function readDays(
  input: Input,
  reader: DayReader,
  { plan, resume, progress, began, vouch }: Days,
): Promise<void> {
  const progressLog = createProgressLog(input.definition.name, input.log, input.now);
  for (let start = plan.from; start < plan.to; start += DAY_MS) {
    const after = resume?.day === start ? resume.visitorId : undefined;
    await readDay(input, reader, { start, after }, async (visitorId) => {
      if (reader.skips.areTooMany) return;
      progress.resume = { day: start, visitorId };
      await vouch();
    });
    progress.resume = undefined;
    if (reader.skips.areTooMany) continue;
    progress.end = Math.max(progress.end ?? 0, Math.min(start + DAY_MS, began));
    progressLog.readUpTo(progress.end);
    if (start + DAY_MS < plan.to) await vouch();
  }
  await vouch();
  reader.skips.judge();
}

interface Day {
  readonly start: number;
  /** The visitor after whom a sync that broke goes on. */
  readonly after: string | number | undefined;
}

/** Reads one day (in UTC) of all visitors, page after page; `onProgress` hears the last visitor of each lot. */
async function readDay(
  input: Input,
  reader: DayReader,
  { start, after }: Day,
  onProgress: (visitorId: string | number) => Promise<void>,
): Promise<void> {
  for await (const visitors of activeVisitors(input, reader.context, start, after)) {
    for (let index = 0; index < visitors.length; index += VISITORS_PER_STATE) {
      const some = visitors.slice(index, index + VISITORS_PER_STATE);
      // The client bounds how many of them are open at once.
      await allOrFirstError(some.map((visitorId) => readVisitorDay(input, reader, visitorId, start)));
      const last = some.at(-1);
      if (last !== undefined) await onProgress(last);
    }
  }
}

async function readVisitorDay(input: Input, day: DayReader, visitorId: string | number, start: number): Promise<void> {
  const { context, shape, createRowNumbers, skips } = day;
  const what = `of one visitor on ${timeText(start).slice(0, 10)}`;
  const asking = requestContext(input, context, what, { canBeSkipped: true });
  const window = { from: start, to: start + DAY_MS };
  const answersBefore = skips.answers;
  try {
    await input.client.get(historyRequest(String(visitorId), start), asking, (bytes) => {
      const check = createWindowCheck({ window, what: asking.what, warnOnce: input.warnOnce });
      return emitAnswer(input, context, bytes, {
        what,
        shape,
        layout: 'array',
        rowNumbers: createRowNumbers(),
        extra: { visitorId },
        keep: (time) => check.has(time) || true,
        judge: check.warn,
      });
    });
    skips.answered();
  } catch (error) {
    context.signal.throwIfAborted();
    skips.skip(visitorId, error, answersBefore);
  }
}

/** What each visitor did: a request for each visitor and day on which the visitor may have been there. */
export const visitorHistory: SourceKind<VisitorHistorySource> = {
  createTask,
  dependsOn: (config) => ({ ...hostOf(config), ...startOf(config), ...anonymousOf(config) }),
  describe: () => '`GET /visitor/{id}/history`',
  hasTimeCursor: true,
};
