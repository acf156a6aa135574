import { ConnectorError } from '../../airbyte/errors.ts';
import { aggregationBody, type PipelineStep, pagePipeline } from '../../pendo/aggregation.ts';
import { idLiteral } from '../../pendo/filter.ts';
import type { VisitorHistorySource } from '../../streams/types.ts';
import { createFailureBudget } from '../../sync/read-windows.ts';
import type { StreamContext } from '../../sync/types.ts';
import { DAY_MS } from '../../utils/time.ts';
import { createShrinkingLimit } from '../adaptive-limit.ts';
import { asId, listValues } from '../aggregate-values.ts';
import type { SourceInput } from '../kind.ts';
import { entityParameters } from '../people-parameters.ts';

/**
 * First and last visit are stamped when Pendo processes a visit, which may be days after it (evidence.md#visit-stamps).
 */
const MARGIN_MS = 2 * DAY_MS;
const FIRST_VISIT = 'metadata.auto.firstvisit';
const LAST_VISIT = 'metadata.auto.lastvisit';
const FAILED_REQUESTS_LIMIT = 60;
const STUCK = {
  failureType: 'system_error',
  message: "Pendo's lists of visitors do not move past one id; what comes after it cannot be read.",
} as const;

/**
 * The ids of the visitors that may have been there on the day that begins at `dayMs`. A visitor without a last visit
 * never came: without this rule each day would ask for all.
 */
export async function visitorsOn(
  input: SourceInput<VisitorHistorySource>,
  context: StreamContext,
  dayMs: number,
): Promise<ReadonlySet<string>> {
  const visitors = new Set<string>();
  for await (const page of pagesOfVisitors(input, context, dayMs)) {
    for (const visitorId of page) visitors.add(String(visitorId));
  }
  return visitors;
}

async function* pagesOfVisitors(
  input: SourceInput<VisitorHistorySource>,
  context: StreamContext,
  dayMs: number,
): AsyncGenerator<readonly (string | number)[]> {
  const pageSize = createShrinkingLimit(input.config.pageSize, createFailureBudget(FAILED_REQUESTS_LIMIT), () => {});
  /** No page may end where another one did: the pages would go round in a circle. */
  const ends = new Set<string | number>();
  let last: string | number | undefined;
  for (;;) {
    const page = await pageSize.ask((limit, canSplit) =>
      listValues({
        input,
        context,
        body: aggregationBody(`${input.definition.name}-visitors`, visitorsPipeline(input, { dayMs, last, limit })),
        field: 'visitorId',
        what: 'list of visitors',
        parse: asId,
        may: { canSplit },
        needsValues: true,
      }),
    );
    const lastOfPage = page.at(-1);
    if (lastOfPage === undefined) return;
    if (ends.has(lastOfPage)) throw new ConnectorError(STUCK);
    ends.add(lastOfPage);
    last = lastOfPage;
    yield page;
  }
}

function visitorsPipeline(
  input: SourceInput<VisitorHistorySource>,
  { dayMs, last, limit }: { dayMs: number; last: string | number | undefined; limit: number },
): readonly PipelineStep[] {
  const pipeline = pagePipeline({
    source: 'visitors',
    parameters: entityParameters(input, true),
    idField: 'visitorId',
    conditions: [
      `${LAST_VISIT} >= ${dayMs - MARGIN_MS}`,
      `(${FIRST_VISIT} < ${dayMs + DAY_MS + MARGIN_MS} || ${FIRST_VISIT} == null)`,
      ...(last === undefined ? [] : [`visitorId > ${idLiteral(last)}`]),
    ],
    limit,
  });
  return [...pipeline, { select: { visitorId: 'visitorId' } }];
}
