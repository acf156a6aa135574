import { ConnectorError, configError, RefusedError, TooMuchError } from '../../airbyte/errors.ts';
import { NO_CURSOR_STATE } from '../../airbyte/state.ts';
import { aggregationBody, type PipelineStep } from '../../pendo/aggregation.ts';
import { allOf } from '../../pendo/filter.ts';
import type { SegmentMembersSource } from '../../streams/types.ts';
import { createFailureBudget } from '../../sync/read-windows.ts';
import type { StreamContext, StreamTask } from '../../sync/types.ts';
import { idsOfConfig, skipRefused } from '../config-ids.ts';
import { emitAnswer, shapeOf } from '../emit-answer.ts';
import { requestContext, type SourceInput, type SourceKind } from '../kind.ts';
import { readByVisitorRanges } from '../visitor-ranges.ts';

/** Per segment, because each segment may be too much for one answer. */
const FAILED_REQUESTS_LIMIT = 60;
const SEGMENTS = { path: 'segment', query: { expand: '*' } };

type Input = SourceInput<SegmentMembersSource>;

function createTask(input: Input): StreamTask {
  const { definition, config, log } = input;
  return {
    name: definition.name,
    async read(context) {
      const { segmentIds: ids } = config;
      if (ids === undefined)
        throw configError(`${definition.name} needs segment_ids in the config; add it, or deselect the stream.`);
      const segments = await idsOfConfig(input, context, { ids, request: SEGMENTS, what: 'list of segments' });
      for (const segment of segments) {
        const onRefused = ({ message }: Error) =>
          log.warn(`${definition.name}: skipped segment ${segment}. ${message}`);
        await skipRefused(() => readSegment(input, context, segment), onRefused);
      }
      await context.checkpoint(NO_CURSOR_STATE);
    },
  };
}

/** Sends one query, or reads by ranges of visitors if that is too much. */
async function readSegment(input: Input, context: StreamContext, segment: string): Promise<void> {
  const what = `of segment ${segment}`;
  const shape = shapeOf(input);
  const pipeline = (conditions: readonly string[]) => membersPipeline(segment, conditions);
  let rows = 0;

  async function read(conditions: readonly string[], canSplit: boolean): Promise<void> {
    const body = aggregationBody(input.definition.name, pipeline(conditions));
    const reader = await input.client.aggregate(body, requestContext(input, context, what, { canSplit }), (bytes) =>
      emitAnswer(input, context, bytes, { what, shape, layout: 'results', extra: { segmentId: segment } }),
    );
    rows += reader.rows;
  }

  try {
    await read([], true);
  } catch (error) {
    if (!(error instanceof TooMuchError)) throw error;
    const budget = createFailureBudget(FAILED_REQUESTS_LIMIT);
    budget.spend(error);
    await readByVisitorRanges({ input, context, budget, pipeline, read }).catch((error) => {
      throw error instanceof RefusedError ? brokenOff(segment, error) : error;
    });
  }
  if (rows === 0) await askWhetherKnown(input, context, segment);
}

/** The segment exists, since it was too big for one answer. So a refusal of one of its ranges must not skip it. */
function brokenOff(segment: string, { failureType, message }: RefusedError): ConnectorError {
  const says = `Pendo refused a part of the members of segment ${segment}, so the others are no use. ${message}`;
  return new ConnectorError({ failureType, message: says });
}

/**
 * Nobody has published what the operator `segment` answers for an unknown id (evidence.md#segment-operator). If it
 * answers an empty list, this request throws the refusal that tells.
 */
function askWhetherKnown(input: Input, context: StreamContext, segment: string): Promise<void> {
  const request = requestContext(input, context, `(segment ${segment})`, { canBeSkipped: true });
  return input.client.get({ path: `segment/${encodeURIComponent(segment)}` }, request, async (bytes) => {
    for await (const _chunk of bytes) {
      // Read to the end, so that the connection can be used again.
    }
  });
}

/**
 * From Pendo's documented example (evidence.md#segment-operator). Segments with rules about accounts and visitors need
 * the accounts.
 */
function membersPipeline(segment: string, conditions: readonly string[]): readonly PipelineStep[] {
  const filter = allOf(conditions);
  return [
    { source: { visitors: null } },
    { identified: 'visitorId' },
    ...(filter === undefined ? [] : [{ filter }]),
    { eval: { accountId: 'metadata.auto.accountids' } },
    { unwind: { field: 'accountId', keepEmpty: true } },
    { bulkExpand: { account: { account: 'accountId' } } },
    { segment: { id: segment } },
    { select: { visitorId: 'visitorId', accountId: 'accountId' } },
  ];
}

/** The visitors of each segment, one segment after another. */
export const segmentMembers: SourceKind<SegmentMembersSource> = {
  createTask,
  dependsOn: () => ({}),
  describe: () => '`POST /aggregation`, operator `segment`',
  hasTimeCursor: false,
};
