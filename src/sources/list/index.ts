import type { RowFilter } from '../../records/convert/row-filter.ts';
import type { ListSource } from '../../streams/types.ts';
import type { StreamTask } from '../../sync/types.ts';
import { isFarFuture, openBookmark } from '../bookmark.ts';
import { emitAnswer, shapeOf } from '../emit-answer.ts';
import { requestContext, type SourceInput, type SourceKind } from '../kind.ts';
import { appsOf, hostOf } from '../made-with.ts';
import { readTime, timeText } from '../state-time.ts';

function createTask(input: SourceInput<ListSource>): StreamTask {
  const { definition, source, client } = input;
  const cursorField = definition.cursor ?? '';
  return {
    name: definition.name,
    async read(context) {
      const { state, save } = openBookmark(input, context);
      const cursor = readTime(state, cursorField, definition.name);
      const began = client.now();
      if (cursor !== undefined && isFarFuture(input, cursorField, cursor, began)) {
        return save({ [cursorField]: timeText(cursor) });
      }
      const request = { path: source.path, ...(source.query === undefined ? {} : { query: source.query }) };
      const options = {
        what: '',
        shape: shapeOf(input),
        layout: 'array',
        ...appFilter(source.byApp ? input.config.appIds : undefined),
      } as const;
      const reader = await client.get(request, requestContext(input, context, ''), (bytes) =>
        emitAnswer(input, context, bytes, options),
      );
      const latest = Math.max(cursor ?? 0, Math.min(reader.latestCursorMs ?? 0, began));
      await save({ [cursorField]: timeText(latest) });
    },
  };
}

function describe({ path, query = {} }: ListSource): string {
  const text = new URLSearchParams(query).toString();
  return `\`GET /${path}${text === '' ? '' : `?${decodeURIComponent(text)}`}\``;
}

/**
 * All apps are asked for and the others' objects are left out here: one request per app would bring an object of several
 * apps more than once.
 */
function appFilter(appIds: readonly number[] | undefined): { filter?: RowFilter } {
  return appIds === undefined ? {} : { filter: { fields: ['appId', 'appIds'], values: new Set(appIds.map(String)) } };
}

/**
 * Pages, features, guides and track types: one request brings all of them, and all are emitted. Their time of change
 * does not move with all that changes, e.g. with the name of their product area or with `validThrough`
 * (evidence.md#object-valid-through); so it decides nothing.
 */
export const list: SourceKind<ListSource> = {
  createTask,
  dependsOn: (config, { byApp }) => ({ ...hostOf(config), ...(byApp ? appsOf(config) : {}) }),
  describe: describe,
  hasTimeCursor: true,
};
