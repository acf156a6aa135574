import { aggregationBody, type EventPart, eventPipeline } from '../../pendo/aggregation.ts';
import { filterLiteral } from '../../pendo/filter.ts';
import type { TimeWindow } from '../../sync/types.ts';
import { timeFieldOf } from './event-range.ts';
import { isTooMuch } from './failures.ts';
import { listValues } from './list-values.ts';
import type { PartsOptions } from './parts.ts';

export interface VisitorRangesOptions extends PartsOptions {
  readonly window: TimeWindow;
  readonly part: EventPart;
}

/**
 * Reads one bucket by ranges of visitor id, the last resort. First only the ids of the next `page_size` rows are
 * asked for; the last of them ends a range, which is then read without a limit. So no visitor's rows are ever divided,
 * and the ranges join on by Pendo's own `>`, in whatever order it sorts.
 *
 *     ids:   a a b b b c | c d d ...        ranges:  up to c | after c ...
 */
export async function readByVisitors(options: VisitorRangesOptions): Promise<void> {
  let limit = options.input.config.pageSize;
  let after: string | undefined;
  for (;;) {
    const until = await lastVisitorOfPage(options, after, limit);
    const conditions = [
      ...(after === undefined ? [] : [`visitorId > ${filterLiteral(after)}`]),
      // Not `<=`, which would be false for a row without a visitor.
      ...(until === undefined ? [] : [`!(visitorId > ${filterLiteral(until)})`]),
    ];
    try {
      await options.readPart(options.window, { ...options.part, conditions });
    } catch (error) {
      if (!isTooMuch(error) || limit === 1) throw error;
      options.budget.spend(error);
      limit = Math.ceil(limit / 2);
      continue;
    }
    if (until === undefined) return;
    after = until;
  }
}

/** Undefined when no visitor comes after `after`: then the range that is left is read without an end. */
async function lastVisitorOfPage(
  options: VisitorRangesOptions,
  after: string | undefined,
  limit: number,
): Promise<string | undefined> {
  const { input, context, window, part } = options;
  const steps = eventPipeline({
    source: input.source.source,
    period: input.source.kind === 'aggregated_events' ? input.config.period : 'day',
    timeField: timeFieldOf(input),
    from: window.from,
    to: window.to,
    excludeList: input.config.excludeList,
    part: after === undefined ? part : { ...part, conditions: [`visitorId > ${filterLiteral(after)}`] },
  });
  const body = aggregationBody(`${input.definition.name}-visitors`, [
    ...steps,
    { select: { visitorId: 'visitorId' } },
    { sort: ['visitorId'] },
    { limit },
  ]);
  const ids = await listValues(input, context, body, 'visitorId', (id) => (typeof id === 'string' ? id : undefined));
  return ids.at(-1);
}
