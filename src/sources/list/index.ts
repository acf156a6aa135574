import { NO_CURSOR_STATE } from '../../airbyte/state.ts';
import type { RowFilter } from '../../records/convert/row-filter.ts';
import type { ListSource } from '../../streams/types.ts';
import type { StreamContext, StreamTask } from '../../sync/types.ts';
import { askForList, describeRequest, layoutOf } from '../ask-for-list.ts';
import { openTimeBookmark } from '../bookmark.ts';
import { emitAnswer, shapeOf } from '../emit-answer.ts';
import { requestContext, type SourceInput, type SourceKind } from '../kind.ts';
import { appsOf, hostOf } from '../made-with.ts';
import { timeText } from '../state-time.ts';

type Input = SourceInput<ListSource>;

function createTask(input: Input): StreamTask {
  const { name, cursor: field } = input.definition;
  return {
    name,
    async read(context) {
      if (field === undefined) {
        await readList(input, context);
        return context.checkpoint(NO_CURSOR_STATE);
      }
      const bookmark = await openTimeBookmark(input, context, field);
      if (bookmark === undefined) return;
      const { cursor = 0, began, save } = bookmark;
      const latest = await readList(input, context);
      await save({ [field]: timeText(Math.max(cursor, Math.min(latest ?? 0, began))) });
    },
  };
}

/** Emits the whole list; resolves to the latest cursor in it, in epoch milliseconds. */
async function readList(input: Input, context: StreamContext): Promise<number | undefined> {
  const { request, byApp } = input.source;
  const options = {
    what: '',
    shape: shapeOf(input),
    layout: layoutOf(request),
    ...appFilter(byApp ? input.config.appIds : undefined),
  };
  const reader = await askForList(input, request, requestContext(input, context, ''), (bytes) =>
    emitAnswer(input, context, bytes, options),
  );
  return reader.latestCursorMs;
}

/**
 * All apps are asked for and the others' objects are left out here: one request per app would bring an object of several
 * apps more than once.
 */
function appFilter(appIds: readonly number[] | undefined): { filter?: RowFilter } {
  return appIds === undefined ? {} : { filter: { fields: ['appId', 'appIds'], values: new Set(appIds.map(String)) } };
}

/**
 * Lists that one request brings whole, such as pages and guides, and what is exploded from them. All of it is emitted each
 * time: the time of change does not move with all that changes, e.g. with the name of a product area or with
 * `validThrough` (evidence.md#object-valid-through), so it decides nothing.
 */
export const list: SourceKind<ListSource> = {
  createTask,
  dependsOn: (config, { byApp }) => ({ ...hostOf(config), ...(byApp ? appsOf(config) : {}) }),
  describe: ({ request }) => describeRequest(request),
  hasTimeCursor: true,
};
