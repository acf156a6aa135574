import { ConnectorError } from '../airbyte/errors.ts';
import { aggregationBody, type PipelineStep } from '../pendo/aggregation.ts';
import { idLiteral } from '../pendo/filter.ts';
import type { FailureBudget } from '../sync/read-windows.ts';
import type { StreamContext } from '../sync/types.ts';
import { createShrinkingLimit, type ShrinkingLimit } from './adaptive-limit.ts';
import { asId, listValues } from './aggregate-values.ts';
import type { SourceInput } from './kind.ts';

const STUCK = {
  failureType: 'system_error',
  message: "Pendo's lists of visitors do not move past one id; what comes after it cannot be read.",
} as const;

type Id = string | number;

export interface VisitorRangesOptions {
  readonly input: SourceInput;
  readonly context: StreamContext;
  readonly budget: FailureBudget;
  /** How many ids a range takes. Several readings share it, so each begins with what the one before learned. */
  readonly idsPerRange?: ShrinkingLimit;
  /** Returns the pipeline steps that select the rows for which all conditions hold. Each row has a `visitorId`. */
  readonly pipeline: (conditions: readonly string[]) => readonly PipelineStep[];
  /** Reads the rows for which all conditions hold; `canSplit` is false when a range cannot be made smaller. */
  readonly read: (conditions: readonly string[], canSplit: boolean) => Promise<unknown>;
}

/**
 * Reads rows by ranges of visitor id, where they are too many for one answer. First only the ids of the next `page_size` rows
 * are asked for; the last of them ends a range, which is then read without a limit. So no visitor's rows are ever divided,
 * and the ranges join on by Pendo's own `>`, in whatever order it sorts.
 *
 *     ids:   a a b b b c | c d d ...        ranges:  up to c | after c ...
 */
export async function readByVisitorRanges(options: VisitorRangesOptions): Promise<void> {
  const { input, budget } = options;
  const idsPerRange = options.idsPerRange ?? createShrinkingLimit(input.config.pageSize, budget, () => {});
  /** No two ranges may end at the same id, or the reading would go round in a circle. */
  const ends = new Set<Id>();
  let after: Id | undefined;
  do {
    after = await idsPerRange.ask(async (limit, canSplit) => {
      const until = await lastVisitorOfPage(options, { after, limit, canSplit });
      if (until !== undefined && ends.has(until)) throw new ConnectorError(STUCK);
      await options.read(rangeConditions(after, until), canSplit);
      if (until !== undefined) ends.add(until);
      return until;
    });
  } while (after !== undefined);
}

/** After `after`, up to and including `until`. `<=` would be false for a row without a visitor. */
function rangeConditions(after: Id | undefined, until: Id | undefined): readonly string[] {
  return [
    ...(after === undefined ? [] : [`visitorId > ${idLiteral(after)}`]),
    ...(until === undefined ? [] : [`!(visitorId > ${idLiteral(until)})`]),
  ];
}

/** Returns undefined when no visitor comes after `after`. Then the last range is read without an end. */
async function lastVisitorOfPage(
  { input, context, pipeline }: VisitorRangesOptions,
  { after, limit, canSplit }: { after: Id | undefined; limit: number; canSplit: boolean },
): Promise<Id | undefined> {
  const body = aggregationBody(`${input.definition.name}-visitors`, [
    ...pipeline(rangeConditions(after, undefined)),
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
