import { NO_CURSOR_STATE } from '../../airbyte/state.ts';
import type { RowFilter } from '../../records/convert/row-filter.ts';
import type { ListSource } from '../../streams/types.ts';
import type { StreamContext, StreamTask } from '../../sync/types.ts';
import { askForList, describeRequest, layoutOf } from '../ask-for-list.ts';
import { openTimeBookmark } from '../bookmark.ts';
import { emitAnswer, shapeOf } from '../emit-answer.ts';
import { requestContext, type SourceInput, type SourceKind } from '../kind.ts';
import { appsOf, hostOf, isOfHost } from '../made-with.ts';
import { timeText } from '../state-time.ts';
import { emitDeletions } from './deletions.ts';
import { createListChanges, type KnownObjects, type ListChanges, readKnownObjects } from './known-objects.ts';

type Input = SourceInput<ListSource>;

function createTask(input: Input): StreamTask {
  const { name, cursor: field } = input.definition;
  return {
    name,
    async read(context) {
      if (field === undefined) {
        await readList(input, context, undefined);
        return context.checkpoint(NO_CURSOR_STATE);
      }
      const bookmark = await openTimeBookmark(input, context, field);
      if (bookmark === undefined) return;
      const { cursor = 0, began, save } = bookmark;
      const { changes, latest } = await readList(input, context, knownObjects(input));
      await emitDeletions(input, context, { keys: changes.gone(), foundAt: began });
      const objects = changes.toState();
      if (objects === undefined)
        input.log.info(`${name}: too many objects to remember, so every sync emits all of them.`);
      await save({
        [field]: timeText(Math.max(cursor, Math.min(latest ?? 0, began))),
        ...(objects === undefined ? {} : { objects }),
      });
    },
  };
}

/** What a list had stays true whatever apps the config names now: an object that is gone has to be told all the same. */
function knownObjects({ state, dependsOn }: Input): KnownObjects | undefined {
  return state !== undefined && isOfHost(state, dependsOn) ? readKnownObjects(state.objects) : undefined;
}

interface ListRead {
  readonly changes: ListChanges;
  /** The latest cursor among what was emitted, in epoch milliseconds. */
  readonly latest: number | undefined;
}

/**
 * Emits what is new or changed in the list. If a list has lost all of its objects, asks once more before believing it,
 * and emits only what the second answer says differently.
 */
async function readList(input: Input, context: StreamContext, known: KnownObjects | undefined): Promise<ListRead> {
  const first = await readOnce(input, context, known);
  const lostAll = known !== undefined && known.size > 0 && first.changes.gone().length === known.size;
  if (!lostAll) return first;
  const second = await readOnce(input, context, new Map([...known, ...first.changes.seen]));
  return { ...second, latest: Math.max(first.latest ?? 0, second.latest ?? 0) };
}

async function readOnce(input: Input, context: StreamContext, known: KnownObjects | undefined): Promise<ListRead> {
  const { request, byApp } = input.source;
  const filter = appFilter(byApp ? input.config.appIds : undefined);
  const shape = shapeOf(input);
  return askForList(input, request, requestContext(input, context, ''), async (bytes) => {
    const changes = createListChanges(known);
    const options = { what: '', shape, layout: layoutOf(request), changes, ...filter };
    const { latestCursorMs } = await emitAnswer(input, context, bytes, options);
    return { changes, latest: latestCursorMs };
  });
}

/**
 * Asks for all apps and drops the objects of other apps here. One request per app would return an object of several
 * apps more than once.
 */
function appFilter(appIds: readonly number[] | undefined): { filter?: RowFilter } {
  return appIds === undefined ? {} : { filter: { fields: ['appId', 'appIds'], values: new Set(appIds.map(String)) } };
}

/**
 * Lists that one request returns whole, such as pages and guides, and what is exploded from them. Every object that is
 * new or differs in anything is emitted. The time of change is no guide: it stays the same when e.g. the name of a
 * product area or `validThrough` changes (evidence.md#object-valid-through). Objects that are gone are emitted as
 * deleted.
 */
export const list: SourceKind<ListSource> = {
  createTask,
  dependsOn: (config, { byApp }) => ({ ...hostOf(config), ...(byApp ? appsOf(config) : {}) }),
  describe: ({ request }) => describeRequest(request),
  hasTimeCursor: true,
};
