import { ConnectorError } from '../../airbyte/errors.ts';
import type { RecordReader } from '../../records/record-reader.ts';
import type { StreamTask } from '../../sync/types.ts';
import type { EntitiesSource } from '../types.ts';
import { createEntityPages } from './entity-pages.ts';
import { type EntityProgress, entityState, readEntityProgress } from './entity-progress.ts';
import { estimateEntities } from './estimate.ts';
import type { ReaderInput } from './input.ts';
import { FAR_FUTURE_MS } from './state.ts';
import { vouchedState } from './vouched-state.ts';

/**
 * Visitors and accounts: pages in the order of their id, each beginning after the last id of the one before, so that
 * what changes meanwhile moves nothing. A short page is no end, since a server may cap `limit`: only an empty one is.
 */
export function createEntitiesTask(input: ReaderInput<EntitiesSource>): StreamTask {
  const { definition, source, client } = input;
  return {
    name: definition.name,
    async read(context) {
      const { state, stamp } = vouchedState(input);
      const progress = readEntityProgress(state, definition, client.now());
      const vouch = () => context.checkpoint(stamp(entityState(progress, definition, source.idField)));
      if ((progress.cursor ?? 0) > client.now() + FAR_FUTURE_MS) return vouch();
      if (progress.cursor === undefined && progress.after === undefined) await estimateEntities(input, context);
      const pages = createEntityPages(input, context, progress);
      for (let page = await pages.next(); page.rows > 0; page = await pages.next()) {
        progress.after = nextId(page, progress.after, input);
        progress.latest = Math.max(progress.latest, page.latestCursorMs ?? 0);
        await vouch();
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
