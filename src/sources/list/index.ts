import type { RowFilter } from '../../records/convert/row-filter.ts';
import type { ListSource } from '../../streams/types.ts';
import type { StreamTask } from '../../sync/types.ts';
import { readTime, timeText } from '../bookmark.ts';
import { emitAnswer, shapeOf } from '../emit-answer.ts';
import { isFarFuture } from '../far-future.ts';
import { type ReaderInput, requestContext } from '../kind.ts';
import { vouchedState } from '../usable-state.ts';

/**
 * Pages, features, guides and track types: one request brings all of them, and all are emitted. Their time of change does not
 * move with all that changes, e.g. with the name of their product area or with `validThrough` [I]; so it decides nothing.
 */
export function createListTask(input: ReaderInput<ListSource>): StreamTask {
  const { definition, source, client } = input;
  const cursorField = definition.cursor ?? '';
  return {
    name: definition.name,
    async read(context) {
      const { state, stamp } = vouchedState(input);
      const cursor = readTime(state, cursorField, definition.name);
      const began = client.now();
      if (cursor !== undefined && isFarFuture(input, cursorField, cursor, began)) {
        return context.checkpoint(stamp({ [cursorField]: timeText(cursor) }));
      }
      const request = { path: source.path, query: { expand: '*' } };
      const options = { what: '', shape: shapeOf(input), layout: 'array', ...appFilter(input.config.appIds) } as const;
      const reader = await client.get(request, requestContext(input, context, ''), (bytes) =>
        emitAnswer(input, context, bytes, options),
      );
      const latest = Math.max(cursor ?? 0, Math.min(reader.latestCursorMs ?? 0, began));
      await context.checkpoint(stamp({ [cursorField]: timeText(latest) }));
    },
  };
}

/**
 * All apps are asked for and the others' objects are left out here: one request an app would bring an object of several
 * apps more than once.
 */
function appFilter(appIds: readonly number[] | undefined): { filter?: RowFilter } {
  return appIds === undefined ? {} : { filter: { fields: ['appId', 'appIds'], values: new Set(appIds.map(String)) } };
}
