import { NO_CURSOR_STATE } from '../../airbyte/state.ts';
import type { ItemsSource } from '../../streams/types.ts';
import type { StreamTask } from '../../sync/types.ts';
import { emitRows } from '../emit-rows.ts';
import { requestContext, type SourceInput, type SourceKind } from '../kind.ts';
import { readWholeJson } from '../whole-json.ts';
import { itemRows } from './rows.ts';

function createTask(input: SourceInput<ItemsSource>): StreamTask {
  const { definition, source, client } = input;
  return {
    name: definition.name,
    async read(context) {
      const request = requestContext(input, context, '');
      const rows = await client.get({ path: source.path }, request, async (bytes) =>
        itemRows(await readWholeJson(bytes, request.what), { what: request.what, warnOnce: input.warnOnce }),
      );
      await emitRows(input, context, rows);
      await context.checkpoint(NO_CURSOR_STATE);
    },
  };
}

/** Lists whose answer is documented nowhere. Each item becomes one row. */
export const items: SourceKind<ItemsSource> = {
  createTask,
  dependsOn: () => ({}),
  describe: ({ path }) => `\`GET /${path}\``,
  hasTimeCursor: false,
};
