import { loadRowNumbers } from '../../records/row-numbers.ts';
import type { VisitorHistorySource } from '../../streams/types.ts';
import { allOrFirstError } from '../../sync/all-or-first-error.ts';
import { createProgressLog } from '../../sync/progress-log.ts';
import type { StreamTask } from '../../sync/types.ts';
import { isFarFuture, openBookmark, possibleDeepRead } from '../bookmark.ts';
import { shapeOf } from '../emit-answer.ts';
import type { SourceInput, SourceKind } from '../kind.ts';
import { anonymousOf, hostOf, startOf } from '../made-with.ts';
import { timeText } from '../state-time.ts';
import { leftOf, type Position, pairsOf, type VisitorDay } from './days.ts';
import { daysNewestFirst } from './newest-first.ts';
import { afterReading, endOfLastDay, planSync } from './plan.ts';
import { type HistoryProgress, historyState, type Reading, readHistoryProgress } from './progress.ts';
import { createSkips } from './skips.ts';
import { type DayReader, readVisitorDay } from './visitor-day.ts';

const PAIRS_PER_STATE = 200;

type Input = SourceInput<VisitorHistorySource>;

function createTask(input: Input): StreamTask {
  const { definition, client, config, log } = input;
  return {
    name: definition.name,
    async read(context) {
      const { state, save } = openBookmark(input, context);
      const now = client.now();
      const found = readHistoryProgress(state, definition);
      const saveProgress = (progress: HistoryProgress) => save(historyState(progress, definition));
      if (isFarFuture(input, definition.cursor ?? '', found.end, now)) return saveProgress(found);
      let progress: HistoryProgress = {
        ...found,
        // As in events: days after end_date are not kept up to date. Without the date they must be read from there.
        end: found.end === undefined ? undefined : Math.min(found.end, endOfLastDay(config)),
        deepReadAt: possibleDeepRead(input, found.deepReadAt, now),
      };
      const reader = {
        context,
        shape: shapeOf(input),
        createRowNumbers: await loadRowNumbers(),
        skips: createSkips(definition.name),
      };
      for (const reading of planSync(config, progress, now)) {
        const since = reading.position === undefined ? '' : ', going on where an earlier sync broke off';
        log.info(`${definition.name}: reading days back to ${timeText(reading.from)}${since}.`);
        const before = progress;
        await finishReading(input, reader, reading, (position) =>
          saveProgress({ ...before, reading: { ...reading, position } }),
        );
        progress = afterReading(progress, reading);
        await saveProgress(progress);
      }
      reader.skips.report(log);
    },
  };
}

/**
 * Reads what is left of a reading, and tells `onProgress` how far it has come. While too many requests were refused, it
 * tells nothing: later visitors and days may show that they are only a small part.
 */
async function finishReading(
  input: Input,
  reader: DayReader,
  reading: Reading,
  onProgress: (position: Position) => Promise<void>,
): Promise<void> {
  const progressLog = createProgressLog(input.definition.name, input.log, input.now);
  const { position } = reading;
  for await (const days of daysNewestFirst(input, reader.context, leftOf(reading, position))) {
    await readPairs(input, reader, pairsOf(days, position), async ({ start, visitorId }) => {
      progressLog.readBackTo(start);
      if (!reader.skips.areTooMany) await onProgress({ day: start, after: visitorId });
    });
  }
  reader.skips.judge();
}

/** Calls `onProgress` with the last pair of each lot. */
async function readPairs(
  input: Input,
  reader: DayReader,
  pairs: readonly VisitorDay[],
  onProgress: (last: VisitorDay) => Promise<void>,
): Promise<void> {
  for (let index = 0; index < pairs.length; index += PAIRS_PER_STATE) {
    const lot = pairs.slice(index, index + PAIRS_PER_STATE);
    // The client limits how many of them are open at once.
    await allOrFirstError(lot.map((pair) => readVisitorDay(input, reader, pair)));
    const last = lot.at(-1);
    if (last !== undefined) await onProgress(last);
  }
}

/** What each visitor did. One request for each visitor and each day on which the visitor had events. */
export const visitorHistory: SourceKind<VisitorHistorySource> = {
  createTask,
  dependsOn: (config) => ({ ...hostOf(config), ...startOf(config), ...anonymousOf(config) }),
  describe: () => '`GET /visitor/{id}/history`',
  hasTimeCursor: true,
};
