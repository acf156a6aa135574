import type { AggregatedEventsSource, SingleEventsSource } from '../../streams/types.ts';
import { createProgressLog } from '../../sync/progress-log.ts';
import type { StreamContext, StreamTask, TimeWindow } from '../../sync/types.ts';
import { isObject } from '../../utils/is-object.ts';
import { openTimeBookmark } from '../bookmark.ts';
import type { SourceKind } from '../kind.ts';
import { appsOf, hostOf, startOf } from '../made-with.ts';
import { createHistoryCheck, type HistoryCheck, type HistoryCheckOptions, keeping } from './history-check.ts';
import type { EventsInput } from './input.ts';
import { type EventPlan, planEvents } from './plan.ts';
import { span, timeColumn } from './range.ts';
import { joined } from './whole-days.ts';
import { readRange } from './windows.ts';

function createTask(input: EventsInput): StreamTask {
  const { definition, log } = input;
  return {
    name: definition.name,
    async read(context) {
      const bookmark = await openTimeBookmark(input, context, timeColumn(input));
      if (bookmark === undefined) return;
      const { began, save } = bookmark;
      const plan = planEvents(input, bookmark, await input.configuredDays(context));
      const check = await checkHistory(input, context, { ...plan, state: bookmark.state, began });
      const read = (range: TimeWindow, onProgress: (readTo: number) => Promise<void>) =>
        readRange(input, context, { range, readAtMs: began, onProgress });
      if (check.forgets) await save(plan.stateAt(plan.readBefore, check.stateAt(plan.range.from)));
      if (plan.range.from < plan.range.to) {
        log.info(`${definition.name}: reading ${span(plan.range)}${depthOf(plan)}.`);
        const progressLog = createProgressLog(definition.name, log, input.now);
        await read(plan.range, async (readTo) => {
          // Before the end of the last sync the state would not change, and from now on it would equal the last one.
          // Two equal states with records in between are confusing.
          if (readTo >= Math.min(plan.range.to, began) || readTo <= plan.readBefore) return;
          progressLog.readUpTo(readTo);
          await save(plan.stateAt(readTo, check.stateAt(readTo)));
        });
      }
      for (const range of joined([...plan.missed, ...check.ranges])) await read(range, () => Promise.resolve());
      await save(plan.stateAtEnd(await check.stateAtEnd()));
    },
  };
}

function checkHistory(
  input: EventsInput,
  context: StreamContext,
  options: HistoryCheckOptions,
): Promise<HistoryCheck> | HistoryCheck {
  const { definition, config } = input;
  if (definition.checksHistory === true && config.historyCheck) return createHistoryCheck(input, context, options);
  return keeping(isObject(options.state?.history) ? options.state.history : undefined);
}

function depthOf({ isFirst, deep }: EventPlan): string {
  if (isFirst) return ', for the first time';
  return deep ? ', with all that may have changed since the last deep reading' : ', the newest again and what is new';
}

const describe = ({ source }: EventsInput['source']) => `\`POST /aggregation\`, source \`${source}\``;

/**
 * Rows grouped into buckets, read by windows of whole buckets. One request returns all pages, features or track types.
 */
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

/** One row per event, also read by windows of time. */
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
