import { RefusedError, TooMuchError } from '../../airbyte/errors.ts';
import { aggregationBody, appIdParameter, type PipelineStep } from '../../pendo/aggregation.ts';
import { allOf } from '../../pendo/filter.ts';
import type { SeenStatesSource } from '../../streams/types.ts';
import { planRead } from '../../sync/lookback.ts';
import { createFailureBudget } from '../../sync/read-windows.ts';
import type { StreamContext, StreamTask } from '../../sync/types.ts';
import { DAY_MS } from '../../utils/time.ts';
import { openTimeBookmark, possibleDeepRead } from '../bookmark.ts';
import { emitAnswer, shapeOf } from '../emit-answer.ts';
import { requestContext, type SourceInput, type SourceKind } from '../kind.ts';
import { appsOf, hostOf } from '../made-with.ts';
import { readTime, timeText } from '../state-time.ts';
import { readByVisitorRanges } from '../visitor-ranges.ts';

const FAILED_REQUESTS_LIMIT = 60;
const DEEP_READ_AT = 'deep_read_at';

type Input = SourceInput<SeenStatesSource>;

function createTask(input: Input): StreamTask {
  const { definition, config } = input;
  const field = definition.cursor ?? '';
  return {
    name: definition.name,
    async read(context) {
      const bookmark = await openTimeBookmark(input, context, field);
      if (bookmark === undefined) return;
      const { state, save, cursor, began } = bookmark;
      const deepReadAt = possibleDeepRead(input, readTime(state, DEEP_READ_AT, definition.name), began);
      // The visitor's browser sets the time of a state. It may arrive days later, like the event that caused it.
      const plan = planRead({
        range: { from: 0, to: began },
        soFar: cursor === undefined ? undefined : { end: Math.min(cursor, began), deepReadAt },
        now: began,
        newestMs: DAY_MS,
        lookbackMs: config.lookbackDays * DAY_MS,
      });
      const latest = await readStates(input, context, cursor === undefined ? undefined : plan.range.from);
      await save({
        [field]: timeText(Math.max(cursor ?? 0, Math.min(latest ?? 0, began))),
        [DEEP_READ_AT]: timeText(plan.deep ? began : (deepReadAt ?? began)),
      });
    },
  };
}

/** Emits the states that changed since the given time, or all of them. Resolves to the latest cursor among them. */
async function readStates(
  input: Input,
  context: StreamContext,
  since: number | undefined,
): Promise<number | undefined> {
  if (since === undefined) return readChanged(input, context, []);
  try {
    return await readChanged(input, context, [changedSince(input.source, since)]);
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    const latest = await readChanged(input, context, []);
    // Warn only now: if the request without the filter is refused too, the filter is not the reason.
    input.log.warn(`${input.definition.name}: Pendo refused to filter by time; all rows are read. ${error.message}`);
    return latest;
  }
}

function changedSince({ timeFields }: SeenStatesSource, since: number): string {
  return `(${timeFields.map((name) => `${name} >= ${since}`).join(' || ')})`;
}

/** Sends one query, or reads by ranges of visitors if that is too much. */
async function readChanged(
  input: Input,
  context: StreamContext,
  conditions: readonly string[],
): Promise<number | undefined> {
  const budget = createFailureBudget(FAILED_REQUESTS_LIMIT);
  const shape = shapeOf(input);
  const pipeline = (more: readonly string[]) => statesPipeline(input, [...conditions, ...more]);
  let latest: number | undefined;

  async function read(more: readonly string[], canSplit: boolean): Promise<void> {
    const body = aggregationBody(input.definition.name, pipeline(more));
    const reader = await input.client.aggregate(body, requestContext(input, context, '', { canSplit }), (bytes) =>
      emitAnswer(input, context, bytes, { what: '', shape, layout: 'results' }),
    );
    latest = Math.max(latest ?? 0, reader.latestCursorMs ?? 0);
  }

  try {
    await read([], true);
  } catch (error) {
    if (!(error instanceof TooMuchError)) throw error;
    budget.spend(error);
    await readByVisitorRanges({ input, context, budget, pipeline, read });
  }
  return latest;
}

function statesPipeline({ source, config }: Input, conditions: readonly string[]): readonly PipelineStep[] {
  const parameters = { appId: appIdParameter(config.appIds), blacklist: config.excludeList };
  const filter = allOf(conditions);
  return [{ source: { [source.source]: parameters } }, ...(filter === undefined ? [] : [{ filter }])];
}

/**
 * What each visitor last saw or answered. The source covers all time and takes no time series (evidence.md#seen-ever).
 * Pendo filters by the times of the states, so a later sync reads only those that changed.
 */
export const seenStates: SourceKind<SeenStatesSource> = {
  createTask,
  dependsOn: (config) => ({ ...hostOf(config), ...appsOf(config), exclude_list: config.excludeList }),
  describe: ({ source }) => `\`POST /aggregation\`, source \`${source}\``,
  hasTimeCursor: true,
};
