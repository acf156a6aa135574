import type { StreamState } from '../../airbyte/stream-state.ts';
import type { AggregatedEventsSource, SingleEventsSource } from '../../streams/types.ts';
import { planRead } from '../../sync/lookback.ts';
import { createProgressLog } from '../../sync/progress-log.ts';
import type { StreamTask } from '../../sync/types.ts';
import { DAY_MS } from '../../utils/time.ts';
import { openTimeBookmark, possibleDeepRead } from '../bookmark.ts';
import { endOf } from '../config-range.ts';
import type { SourceKind } from '../kind.ts';
import { appsOf, hostOf, startOf } from '../made-with.ts';
import { readTime, timeText } from '../state-time.ts';
import type { EventsInput } from './input.ts';
import { configuredRange, newestMs, span, timeColumn } from './range.ts';
import { readRange } from './windows.ts';

const DEEP_READ_AT = 'deep_read_at';

function createTask(input: EventsInput): StreamTask {
  const { definition, config, log } = input;
  const cursorField = timeColumn(input);
  return {
    name: definition.name,
    async read(context) {
      const bookmark = await openTimeBookmark(input, context, cursorField);
      if (bookmark === undefined) return;
      const { state, save, cursor, began } = bookmark;
      const deepReadAt = possibleDeepRead(input, readTime(state, DEEP_READ_AT, definition.name), began);
      // What lies behind an end date is not kept up to date: without the date it has to be read again from there.
      const end = cursor === undefined ? undefined : Math.min(cursor, endOf(config));
      const range = configuredRange(input, began);
      // A cursor that is a little ahead vouches for nothing that has not come yet.
      const soFar = end === undefined ? undefined : { end: Math.min(end, began), deepReadAt };
      const plan = planRead({
        range,
        soFar,
        now: began,
        newestMs: newestMs(input),
        lookbackMs: config.lookbackDays * DAY_MS,
      });
      const stateAt = (readTo: number, deepAt: number | undefined): StreamState => ({
        [cursorField]: timeText(Math.max(end ?? range.from, Math.min(readTo, began))),
        ...(deepAt === undefined ? {} : { [DEEP_READ_AT]: timeText(deepAt) }),
      });

      // The first reading counts as a deep one from its first window on, also when it breaks off and is resumed.
      const standsOn = soFar === undefined ? began : deepReadAt;
      if (plan.range.from < plan.range.to) {
        log.info(`${definition.name}: reading ${span(plan.range)}${depthOf(soFar !== undefined, plan.deep)}.`);
        const progressLog = createProgressLog(definition.name, log, input.now);
        await readRange(input, context, plan.range, async (readTo) => {
          // Up to the end of the last sync the state would stay as it is, and two equal ones with records between them confuse.
          if (readTo >= plan.range.to || readTo <= (end ?? range.from)) return;
          progressLog.readUpTo(readTo);
          await save(stateAt(readTo, standsOn));
        });
      }
      await save(stateAt(plan.range.to, plan.deep ? began : standsOn));
    },
  };
}

function depthOf(isLater: boolean, deep: boolean): string {
  if (!isLater) return ', for the first time';
  return deep ? ', with all that may have changed since the last deep reading' : ', the newest again and what is new';
}

const describe = ({ source }: EventsInput['source']) => `\`POST /aggregation\`, source \`${source}\``;

/** Rows grouped into buckets, by windows of time that hold each bucket whole; one request brings all pages, features or track types. */
export const aggregatedEvents: SourceKind<AggregatedEventsSource> = {
  createTask,
  dependsOn: (config) => ({
    ...hostOf(config),
    period: config.period,
    ...appsOf(config),
    ...startOf(config),
    exclude_list: config.excludeList,
  }),
  describe,
  hasTimeCursor: true,
};

/** One row per event, by windows of time as well. */
export const singleEvents: SourceKind<SingleEventsSource> = {
  createTask,
  dependsOn: (config) => ({
    ...hostOf(config),
    ...appsOf(config),
    ...startOf(config),
    exclude_list: config.excludeList,
  }),
  describe,
  hasTimeCursor: true,
};
