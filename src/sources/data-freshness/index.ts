import type { RefusedError } from '../../airbyte/errors.ts';
import { NO_CURSOR_STATE } from '../../airbyte/state.ts';
import { aggregationBody, appIdParameter } from '../../pendo/aggregation.ts';
import type { FreshnessSource } from '../../streams/types.ts';
import type { StreamContext, StreamTask } from '../../sync/types.ts';
import { isObject } from '../../utils/is-object.ts';
import { DAY_MS } from '../../utils/time.ts';
import { judgeMember } from '../answer-members.ts';
import { emitRows } from '../emit-rows.ts';
import { requestContext, type SourceInput, type SourceKind } from '../kind.ts';
import { isRefusedForGood } from '../missing-product.ts';
import { readWholeJson } from '../whole-json.ts';

/**
 * The sources that tell how far they are processed (evidence.md#details-valid-through), and our streams that read them.
 */
const SOURCES = {
  events: 'events',
  pageEvents: 'page_events',
  featureEvents: 'feature_events',
  trackEvents: 'track_events',
} as const;

type Input = SourceInput<FreshnessSource>;

function createTask(input: Input): StreamTask {
  return {
    name: input.definition.name,
    async read(context) {
      const rows = await readAll(input, context);
      if (rows.length === 0) {
        input.log.warn(`${input.definition.name}: Pendo's answers do not tell how far its data is processed.`);
      }
      await emitRows(input, context, rows);
      await context.checkpoint(NO_CURSOR_STATE);
    },
  };
}

/** Returns the rows of all sources. A source that Pendo refuses is left out, unless all are refused. */
async function readAll(input: Input, context: StreamContext): Promise<readonly object[]> {
  const entries = Object.entries(SOURCES);
  const refused: RefusedError[] = [];
  const rows: object[] = [];
  for (const [source, stream] of entries) {
    try {
      rows.push(...(await freshnessOf(input, context, { source, stream })));
    } catch (error) {
      if (!isRefusedForGood(error)) throw error;
      refused.push(error);
      if (refused.length === entries.length) throw error;
      input.log.warn(
        `${input.definition.name}: ${stream} is missing, because Pendo does not tell how far it has processed it. ${error.message}`,
      );
    }
  }
  return rows;
}

/** Asks for one event of the last day. The times of the apps stand beside it. */
async function freshnessOf(
  input: Input,
  context: StreamContext,
  { source, stream }: { source: string; stream: string },
): Promise<readonly object[]> {
  const now = input.client.now();
  const parameters = { appId: appIdParameter(input.config.appIds), blacklist: input.config.excludeList };
  const timeSeries = { period: 'dayRange', first: now - DAY_MS, last: now };
  const body = aggregationBody(input.definition.name, [{ source: { [source]: parameters, timeSeries } }, { limit: 1 }]);
  const request = requestContext(input, context, `of ${stream}`);
  const answer = await input.client.aggregate(
    body,
    request,
    async (bytes) => {
      const whole = await readWholeJson(bytes, request.what);
      for (const [name, value] of Object.entries(isObject(whole) ? whole : {})) {
        judgeMember(name, JSON.stringify(value), { what: request.what, warnOnce: input.warnOnce });
      }
      return whole;
    },
    { details: 'true' },
  );
  const details = isObject(answer) && isObject(answer.details) ? answer.details.validThrough : undefined;
  const perApp = isObject(details) ? Object.entries(details) : [];
  return perApp.map(([appId, validThrough]) => ({ source: stream, appId: Number(appId), validThrough, readAt: now }));
}

/** The time up to which Pendo has processed the events of each app. */
export const dataFreshness: SourceKind<FreshnessSource> = {
  createTask,
  dependsOn: () => ({}),
  describe: () => '`POST /aggregation?details=true`, sources `events`, `pageEvents`, `featureEvents`, `trackEvents`',
  hasTimeCursor: false,
};
