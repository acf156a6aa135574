import { NO_CURSOR_STATE } from '../../airbyte/state.ts';
import type { MetadataSource } from '../../streams/types.ts';
import type { StreamTask } from '../../sync/types.ts';
import { emitRows } from '../emit-rows.ts';
import { requestContext, type SourceInput, type SourceKind } from '../kind.ts';
import { metadataRows } from './rows.ts';
import { readMetadataSchema } from './schema.ts';

function createTask(input: SourceInput<MetadataSource>): StreamTask {
  return {
    name: input.definition.name,
    async read(context) {
      const { client, source } = input;
      const schema = await readMetadataSchema(client, source.metadataKind, requestContext(input, context, ''));
      await emitRows(input, context, metadataRows(schema));
      await context.checkpoint(NO_CURSOR_STATE);
    },
  };
}

/** One record per metadata field, in the order of Pendo's answer. */
export const metadata: SourceKind<MetadataSource> = {
  createTask,
  dependsOn: () => ({}),
  describe: ({ metadataKind }) => `\`GET /metadata/schema/${metadataKind}\``,
  hasTimeCursor: true,
};
