import type { RowNumbers } from '../../records/row-numbers.ts';
import type { RecordShape } from '../../records/shape.ts';
import type { VisitorHistorySource } from '../../streams/types.ts';
import type { StreamContext, TimeWindow } from '../../sync/types.ts';
import { DAY_MS } from '../../utils/time.ts';
import { emitAnswer } from '../emit-answer.ts';
import { requestContext, type SourceInput } from '../kind.ts';
import { timeText } from '../state-time.ts';
import { createWindowCheck } from '../window-check.ts';
import { partsOf, type VisitorDay } from './days.ts';
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
  reader: DayReader,
  { visitorId, start, end }: VisitorDay,
): Promise<void> {
  for (const part of partsOf({ start, end })) {
    // During a long reading, its oldest days may become older than what Pendo keeps.
    const from = Math.max(part.from, oldestOf(input.client.now()));
    if (from < part.to) await readPart(input, reader, { visitorId, day: start, from, to: part.to });
  }
}

interface Asked extends TimeWindow {
  readonly visitorId: string;
  readonly day: number;
}

async function readPart(
  input: SourceInput<VisitorHistorySource>,
  { context, shape, createRowNumbers, skips }: DayReader,
  { visitorId, day, from, to }: Asked,
): Promise<void> {
  const what = `of one visitor on ${timeText(day).slice(0, 10)}`;
  const asking = requestContext(input, context, what, { canBeSkipped: true });
  const window = { from, to: from + DAY_MS };
  const answersBefore = skips.answers;
  try {
    await input.client.get(historyRequest(visitorId, from), asking, (bytes) => {
      const check = createWindowCheck({ window, what: asking.what, warnOnce: input.warnOnce });
      let isEarly = false;
      return emitAnswer(input, context, bytes, {
        what,
        shape,
        layout: 'array',
        rowNumbers: createRowNumbers(),
        // Rows after the end of the day come with the next day.
        ...(to < window.to ? { filter: { timeField: 'ts', before: to } } : {}),
        extra: { visitorId },
        keep(time) {
          check.has(time);
          isEarly ||= time !== undefined && time < from;
          return true;
        },
        judge() {
          check.warn();
          if (isEarly) input.warnOnce('early', earlyRows(asking.what));
        },
      });
    });
    skips.answered();
  } catch (error) {
    context.signal.throwIfAborted();
    skips.skip(visitorId, error, answersBefore);
  }
}

/** If Pendo rounds the time down, the 24 hours end before the visitor's day does (evidence.md#history-endpoint). */
function earlyRows(what: string): string {
  return `Pendo's answer for ${what} begins before the time that was asked for, so rows from the end of that day may be missing. Please report it.`;
}
