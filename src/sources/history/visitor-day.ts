import type { RowNumbers } from '../../records/row-numbers.ts';
import type { RecordShape } from '../../records/shape.ts';
import type { VisitorHistorySource } from '../../streams/types.ts';
import type { StreamContext } from '../../sync/types.ts';
import { DAY_MS } from '../../utils/time.ts';
import { emitAnswer } from '../emit-answer.ts';
import { requestContext, type SourceInput } from '../kind.ts';
import { timeText } from '../state-time.ts';
import { createWindowCheck } from '../window-check.ts';
import type { VisitorDay } from './days.ts';
import { oldestOf } from './plan.ts';
import { historyRequest } from './request.ts';
import type { Skips } from './skips.ts';

export interface DayReader {
  readonly context: StreamContext;
  readonly shape: RecordShape;
  readonly createRowNumbers: () => RowNumbers;
  readonly skips: Skips;
}

/** Emits what one visitor did on one day. A request that is refused for good is skipped and counted. */
export async function readVisitorDay(
  input: SourceInput<VisitorHistorySource>,
  { context, shape, createRowNumbers, skips }: DayReader,
  { visitorId, start }: VisitorDay,
): Promise<void> {
  const end = start + DAY_MS;
  // During a long reading, its oldest days may become older than what Pendo keeps.
  const from = Math.max(start, oldestOf(input.client.now()));
  if (from >= end) return;
  const what = `of one visitor on ${timeText(start).slice(0, 10)}`;
  const asking = requestContext(input, context, what, { canBeSkipped: true });
  const window = { from, to: from + DAY_MS };
  const answersBefore = skips.answers;
  try {
    await input.client.get(historyRequest(visitorId, from), asking, (bytes) => {
      const check = createWindowCheck({ window, what: asking.what, warnOnce: input.warnOnce });
      return emitAnswer(input, context, bytes, {
        what,
        shape,
        layout: 'array',
        rowNumbers: createRowNumbers(),
        // Rows after the end of the day come with the next day.
        ...(end < window.to ? { filter: { timeField: 'ts', before: end } } : {}),
        extra: { visitorId },
        keep(time) {
          check.has(time);
          return true;
        },
        judge: check.warn,
      });
    });
    skips.answered();
  } catch (error) {
    context.signal.throwIfAborted();
    skips.skip(visitorId, error, answersBefore);
  }
}
