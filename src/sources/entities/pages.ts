import { RefusedError } from '../../airbyte/errors.ts';
import { aggregationBody, type PageRequest, pagePipeline } from '../../pendo/aggregation.ts';
import { idLiteral } from '../../pendo/filter.ts';
import type { RecordReader } from '../../records/read-answer.ts';
import type { RecordShape } from '../../records/shape.ts';
import type { EntitiesSource } from '../../streams/types.ts';
import { createFailureBudget } from '../../sync/read-windows.ts';
import type { StreamContext } from '../../sync/types.ts';
import { HOUR_MS } from '../../utils/time.ts';
import { createShrinkingLimit } from '../adaptive-limit.ts';
import { emitAnswer } from '../emit-answer.ts';
import { requestContext, type SourceInput } from '../kind.ts';
import { entityParameters } from '../people-parameters.ts';
import type { EntityProgress } from './progress.ts';

/**
 * Changes appear in Pendo's answers up to six hours late (evidence.md#late-rows). So rows that are up to six hours
 * older than the cursor are read again.
 */
const UPDATED_OVERLAP_MS = 6 * HOUR_MS;

const FAILED_REQUESTS_LIMIT = 60;

/** Reads pages of visitors or accounts, each after the last id of `progress`. */
export interface EntityPages {
  /** Emits one page. If the returned reader saw no rows, nothing comes after it. */
  next(): Promise<RecordReader>;
}

export function createEntityPages(
  input: SourceInput<EntitiesSource>,
  context: StreamContext,
  { progress, shape }: { progress: EntityProgress; shape: RecordShape },
): EntityPages {
  const { definition, source, config, log, warnOnce } = input;
  // A cursor slightly in the future does not cover changes that have not happened yet.
  const since =
    progress.cursor === undefined ? undefined : Math.min(progress.cursor, progress.began) - UPDATED_OVERLAP_MS;
  const budget = createFailureBudget(FAILED_REQUESTS_LIMIT);
  const sayShrunk = (limit: number) => log.info(`${definition.name}: pages of ${limit} rows from here on.`);
  const pageSize = createShrinkingLimit(config.pageSize, budget, sayShrunk);
  let filtersOnServer = since !== undefined;

  function request(limit: number): PageRequest {
    const { idField, updatedPath } = source;
    const conditions = [
      ...(progress.after === undefined ? [] : [`${idField} > ${idLiteral(progress.after)}`]),
      ...(filtersOnServer && since !== undefined ? [changedSince(updatedPath, since)] : []),
    ];
    const parameters = { ...entityParameters(input, source.anonymous), ...source.parameters };
    return { source: source.source, parameters, idField, conditions, limit };
  }

  async function readPage(limit: number, canSplit: boolean): Promise<RecordReader> {
    const what = progress.after === undefined ? 'from the first page' : 'from a later page';
    const body = aggregationBody(definition.name, pagePipeline(request(limit)));
    const asking = requestContext(input, context, what, { canSplit });
    const page = await input.client.aggregate(body, asking, (bytes) =>
      emitAnswer(input, context, bytes, {
        what,
        shape,
        layout: 'results',
        watch: [source.idField],
        keep: (updated) => since === undefined || updated === undefined || updated >= since,
      }),
    );
    if (page.rows > limit) {
      const said = `Pendo sent ${page.rows} rows where ${limit} were asked for`;
      warnOnce('limit', `${said}: advanced.page_size does not hold. Nothing is lost by that.`);
    }
    return page;
  }

  return {
    async next() {
      try {
        return await pageSize.ask(readPage);
      } catch (error) {
        if (!(error instanceof RefusedError) || !filtersOnServer) throw error;
        filtersOnServer = false;
        const page = await pageSize.ask(readPage);
        // Warn only now: if the request without the filter is refused too, the filter is not the reason.
        const reason = `Pendo refused to filter by ${source.updatedPath}; all rows are read and filtered here.`;
        log.warn(`${definition.name}: ${reason} ${error.message}`);
        return page;
      }
    },
  };
}

/** Rows without a time come with every sync, because nothing tells whether they changed. */
function changedSince(path: string, since: number): string {
  return `(${path} >= ${since} || ${path} == null || ${path} == 0)`;
}
