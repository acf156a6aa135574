import { NO_CURSOR_STATE } from '../../airbyte/state.ts';
import type { RecordShape } from '../../records/shape.ts';
import type { EntitiesSource } from '../../streams/types.ts';
import type { StreamContext, StreamTask } from '../../sync/types.ts';
import { listApps } from '../apps.ts';
import { isFarFuture, openBookmark } from '../bookmark.ts';
import { shapeOf } from '../emit-answer.ts';
import type { SourceInput, SourceKind } from '../kind.ts';
import { anonymousOf, hostOf } from '../made-with.ts';
import { countEntities, warnOfMissing } from './estimate.ts';
import { createEntityOrder } from './order.ts';
import { createEntityPages } from './pages.ts';
import { type EntityProgress, entityState, readEntityProgress } from './progress.ts';

function createTask(input: SourceInput<EntitiesSource>): StreamTask {
  const { definition, source, client } = input;
  return {
    name: definition.name,
    async read(context) {
      const { state, save } = openBookmark(input, context);
      const now = client.now();
      const progress = readEntityProgress(state, definition, now);
      // A stream without a cursor keeps no state: each sync reads the whole list.
      const saveState = () =>
        definition.cursor === undefined ? Promise.resolve() : save(entityState(progress, definition, source.idField));
      if (isFarFuture(input, definition.cursor ?? '', progress.cursor, now)) return saveState();
      const isWhole = progress.cursor === undefined && progress.after === undefined;
      const counted = isWhole ? await countEntities(input, context) : undefined;
      if (counted !== undefined) context.estimate(counted);
      const order = createEntityOrder(input);
      const pages = createEntityPages(input, context, { progress, shape: await shapeWithApps(input, context) });
      let rows = 0;
      for (let page = await pages.next(); page.rows > 0; page = await pages.next()) {
        rows += page.rows;
        progress.after = order.next(page.last.get(source.idField), progress.after);
        progress.latest = Math.max(progress.latest, page.latestCursorMs ?? 0);
        await saveState();
      }
      if (counted !== undefined) await warnOfMissing(input, context, { counted, rows });
      finish(progress);
      await (definition.cursor === undefined ? context.checkpoint(NO_CURSOR_STATE) : saveState());
    },
  };
}

/** Metadata that Pendo keeps per app is matched by the ids of the apps. */
async function shapeWithApps(input: SourceInput<EntitiesSource>, context: StreamContext): Promise<RecordShape> {
  const shape = shapeOf(input);
  if (shape.explode?.some(({ appGroups }) => appGroups) !== true) return shape;
  const apps = await listApps(input, context);
  return apps === undefined ? shape : { ...shape, appIds: new Set(apps.map(String)) };
}

/**
 * A row that changed while we read may lie on a page that we had passed. So the cursor never passes the moment when
 * reading began.
 */
function finish(progress: EntityProgress): void {
  progress.cursor = Math.max(progress.cursor ?? 0, Math.min(progress.latest, progress.began));
  progress.after = undefined;
}

/**
 * Visitors and accounts. Pages come in the order of ids, and each begins after the last id of the page before, so
 * changes made meanwhile move nothing. A short page is not the last one, since a server may cap `limit`. Only an empty
 * page is.
 */
export const entities: SourceKind<EntitiesSource> = {
  createTask,
  dependsOn: (config, { anonymous }) => ({ ...hostOf(config), ...(anonymous ? anonymousOf(config) : {}) }),
  describe: ({ source }) => `\`POST /aggregation\`, source \`${source}\``,
  hasTimeCursor: true,
};
