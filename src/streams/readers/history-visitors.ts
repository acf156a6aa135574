import { aggregationBody, pagePipeline } from '../../pendo/aggregation.ts';
import { filterLiteral } from '../../pendo/filter.ts';
import { DAY_MS } from '../../sync/lookback.ts';
import type { StreamContext } from '../../sync/types.ts';
import type { VisitorHistorySource } from '../types.ts';
import { entityParameters } from './entity-parameters.ts';
import type { ReaderInput } from './input.ts';
import { listValues } from './list-values.ts';

/** First and last visit are stamped when Pendo processes a visit, which may be days after it [D, 4]. */
const MARGIN_MS = 2 * DAY_MS;
const FIRST_VISIT = 'metadata.auto.firstvisit';
const LAST_VISIT = 'metadata.auto.lastvisit';

/**
 * The ids of the visitors that may have been there on the day that begins at `dayMs`, page by page in the order of
 * their id, after `after`. A visitor without a last visit never came: without this rule each day would ask for all.
 */
export async function* activeVisitors(
  input: ReaderInput<VisitorHistorySource>,
  context: StreamContext,
  dayMs: number,
  after: string | undefined,
): AsyncGenerator<readonly string[]> {
  let last = after;
  for (;;) {
    const conditions = [
      `${LAST_VISIT} >= ${dayMs - MARGIN_MS}`,
      `(${FIRST_VISIT} < ${dayMs + DAY_MS + MARGIN_MS} || ${FIRST_VISIT} == null)`,
      ...(last === undefined ? [] : [`visitorId > ${filterLiteral(last)}`]),
    ];
    const pipeline = pagePipeline({
      source: 'visitors',
      parameters: entityParameters(input, true),
      idField: 'visitorId',
      conditions,
      limit: input.config.pageSize,
    });
    const body = aggregationBody(`${input.definition.name}-visitors`, [
      ...pipeline,
      { select: { visitorId: 'visitorId' } },
    ]);
    const page = await listValues(input, context, body, 'visitorId', (id) => (typeof id === 'string' ? id : undefined));
    const lastOfPage = page.at(-1);
    if (lastOfPage === undefined || lastOfPage === last) return;
    last = lastOfPage;
    yield page;
  }
}
