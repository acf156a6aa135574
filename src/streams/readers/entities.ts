import { ConnectorError, RefusedError } from '../../airbyte/errors.ts';
import { aggregationBody, type PageRequest, pagePipeline } from '../../pendo/aggregation.ts';
import { filterLiteral } from '../../pendo/filter.ts';
import type { RecordReader } from '../../records/record-reader.ts';
import { createFailureBudget } from '../../sync/read-windows.ts';
import type { StreamContext, StreamTask } from '../../sync/types.ts';
import type { EntitiesSource } from '../types.ts';
import { entityParameters } from './entity-parameters.ts';
import { type EntityProgress, entityState, readEntityProgress } from './entity-progress.ts';
import { estimateEntities } from './estimate.ts';
import { isBadAnswer, isTooMuch, repeat } from './failures.ts';
import { type ReaderInput, requestContext } from './input.ts';
import { emitAnswer, shapeOf } from './record-lines.ts';
import { FAR_FUTURE_MS } from './state.ts';
import { UPDATED_OVERLAP_MS } from './updated.ts';
import { vouchedState } from './vouched-state.ts';

const FAILED_REQUESTS_LIMIT = 60;

/**
 * Visitors and accounts: pages in the order of their id, each beginning after the last id of the one before, so that
 * what changes meanwhile moves nothing. A short page is no end, since a server may cap `limit`: only an empty one is.
 */
export function createEntitiesTask(input: ReaderInput<EntitiesSource>): StreamTask {
  const { definition, source, config, client } = input;
  return {
    name: definition.name,
    async read(context) {
      const { state, stamp } = vouchedState(input);
      const progress = readEntityProgress(state, definition, client.now());
      const vouch = () => context.checkpoint(stamp(entityState(progress, definition, source.idField)));
      if ((progress.cursor ?? 0) > client.now() + FAR_FUTURE_MS) return vouch();
      if (progress.cursor === undefined && progress.after === undefined) await estimateEntities(input, context);
      const pages = createPages(input, context, progress);
      for (let page = await pages.next(); page.rows > 0; page = await pages.next()) {
        progress.after = nextId(page, progress.after, input);
        progress.latest = Math.max(progress.latest, page.latestCursorMs ?? 0);
        await vouch();
        if (page.rows >= config.pageSize) continue;
        input.log.debug(`${definition.name}: a page of ${page.rows} rows, ${config.pageSize} were asked for.`);
      }
      finish(progress);
      await vouch();
    },
  };
}

/** A change that was made while we read may be behind us: the cursor never passes the moment when reading began. */
function finish(progress: EntityProgress): void {
  progress.cursor = Math.max(progress.cursor ?? 0, Math.min(progress.latest, progress.began));
  progress.after = undefined;
}

/** The id after which the next page begins. An id that does not move would mean the same page for ever. */
function nextId(
  page: RecordReader,
  before: string | number | undefined,
  input: ReaderInput<EntitiesSource>,
): string | number {
  const { idField, source } = input.source;
  const id = page.last.get(idField);
  if ((typeof id === 'string' || typeof id === 'number') && id !== before) return id;
  const message = `Pendo's pages of ${source} do not move past one ${idField}; nothing after it can be read.`;
  throw new ConnectorError({ failureType: 'system_error', message });
}

interface Pages {
  next(): Promise<RecordReader>;
}

function createPages(input: ReaderInput<EntitiesSource>, context: StreamContext, progress: EntityProgress): Pages {
  const { definition, source, config } = input;
  const shape = shapeOf(input);
  const since = progress.cursor === undefined ? undefined : progress.cursor - UPDATED_OVERLAP_MS;
  const budget = createFailureBudget(FAILED_REQUESTS_LIMIT);
  let limit = config.pageSize;
  let filtersOnServer = since !== undefined;

  function request(): PageRequest {
    const { after } = progress;
    return {
      source: source.source,
      parameters: entityParameters(input, source.anonymous),
      idField: source.idField,
      conditions: [
        ...(after === undefined ? [] : [`${source.idField} > ${idLiteral(after)}`]),
        ...(filtersOnServer && since !== undefined ? [changedSince(source.updatedPath, since)] : []),
      ],
      limit,
    };
  }

  function readPage(): Promise<RecordReader> {
    const what = progress.after === undefined ? 'from the first page' : 'from a later page';
    const body = aggregationBody(definition.name, pagePipeline(request()));
    return emitAnswer(context, input.client.aggregate(body, requestContext(input, context, what)), {
      shape,
      layout: 'results',
      watch: [source.idField],
      keep: (updated) => since === undefined || updated === undefined || updated >= since,
      now: input.now,
    });
  }

  async function next(): Promise<RecordReader> {
    try {
      return await repeat(input, context, isBadAnswer, readPage);
    } catch (error) {
      budget.spend(error);
      if (error instanceof RefusedError && filtersOnServer) {
        filtersOnServer = false;
        input.log.warn(
          `${definition.name}: Pendo refused to filter by ${source.updatedPath}; all rows are read and filtered here. ${error.message}`,
        );
      } else if (isTooMuch(error) && limit > 1) {
        limit = Math.ceil(limit / 2);
        input.log.info(`${definition.name}: pages of ${limit} rows from here on. ${(error as Error).message}`);
      } else if (!isTooMuch(error)) {
        throw error;
      }
      return next();
    }
  }

  return { next };
}

/** Rows without a time come with every sync: nothing says whether they changed. */
function changedSince(path: string, since: number): string {
  return `(${path} >= ${since} || ${path} == null || ${path} == 0)`;
}

function idLiteral(id: string | number): string {
  return typeof id === 'string' ? filterLiteral(id) : String(id);
}
