import { ConnectorError } from '../../airbyte/errors.ts';
import { aggregationBody, type EventPart, eventPipeline } from '../../pendo/aggregation.ts';
import { idLiteral } from '../../pendo/filter.ts';
import type { FailureBudget } from '../../sync/read-windows.ts';
import type { StreamContext, TimeWindow } from '../../sync/types.ts';
import { createShrinkingLimit } from '../adaptive-limit.ts';
import { asId, listValues } from '../aggregate-values.ts';
import type { EventsInput } from './input.ts';
import type { PartReader } from './part-reader.ts';
import { eventRequest } from './range.ts';

const STUCK = {
  failureType: 'system_error',
  message: "Pendo's lists of visitors do not move past one id; what comes after it cannot be read.",
} as const;

interface VisitorRangesOptions {
  readonly input: EventsInput;
  readonly context: StreamContext;
  readonly budget: FailureBudget;
  readonly parts: PartReader;
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
  const { input, budget, window, part } = options;
  const idsPerRange = createShrinkingLimit(input.config.pageSize, budget, () => {});
  let after: string | number | undefined;
  do {
    after = await idsPerRange.ask(async (limit, canSplit) => {
      const until = await lastVisitorOfPage(options, { after, limit, canSplit });
      if (until !== undefined && until === after) throw new ConnectorError(STUCK);
      const conditions = [...(part.conditions ?? []), ...rangeConditions(after, until)];
      await options.parts.read(window, { ...part, conditions }, canSplit);
      return until;
    });
  } while (after !== undefined);
}

/** After `after`, up to and with `until`; not `<=`, which would be false for a row without a visitor. */
function rangeConditions(after: string | number | undefined, until: string | number | undefined): readonly string[] {
  return [
    ...(after === undefined ? [] : [`visitorId > ${idLiteral(after)}`]),
    ...(until === undefined ? [] : [`!(visitorId > ${idLiteral(until)})`]),
  ];
}

/** Undefined when no visitor comes after `after`: then the range that is left is read without an end. */
async function lastVisitorOfPage(
  { input, context, window, part }: VisitorRangesOptions,
  { after, limit, canSplit }: { after: string | number | undefined; limit: number; canSplit: boolean },
): Promise<string | number | undefined> {
  const conditions = [...(part.conditions ?? []), ...rangeConditions(after, undefined)];
  const body = aggregationBody(`${input.definition.name}-visitors`, [
    ...eventPipeline(eventRequest(input, window, { ...part, conditions })),
    { select: { visitorId: 'visitorId' } },
    { sort: ['visitorId'] },
    { limit },
  ]);
  const ids = await listValues({
    input,
    context,
    body,
    field: 'visitorId',
    what: 'list of visitors',
    parse: asId,
    may: { canSplit },
  });
  return ids.at(-1);
}
