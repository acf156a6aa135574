import { elementsOf, joinObject } from '../../records/convert/json-text.ts';
import type { RecordShape } from '../../records/shape.ts';
import { DELETED_AT } from '../../streams/types.ts';
import type { StreamContext } from '../../sync/types.ts';
import { emitAnswer, shapeOf } from '../emit-answer.ts';
import type { SourceInput } from '../kind.ts';

/**
 * Emits a record for each object that is gone: its key, and the time of the finding as `_ab_cdc_deleted_at` and as the
 * cursor. Airbyte's destinations then delete the row. `keys` are as in RecordChanges.
 */
export async function emitDeletions(
  input: SourceInput,
  context: StreamContext,
  { keys, foundAt }: { keys: readonly string[]; foundAt: number },
): Promise<void> {
  if (keys.length === 0) return;
  input.log.info(`${input.definition.name}: ${keys.length} objects are no longer listed by Pendo.`);
  const shape = shapeOf(input);
  const fields = keyFields(shape);
  const cursorField = shape.columns.find(({ name }) => name === shape.cursor)?.field;
  const rows = keys.map((key) => {
    const texts = elementsOf(`[${key}]`);
    const row = new Map(fields.map((field, index) => [field, texts[index] ?? 'null']));
    if (cursorField !== undefined) row.set(cursorField, String(foundAt));
    return joinObject(row.set(DELETED_AT, String(foundAt)));
  });
  const { explode: _whole, ...plain } = shape;
  const options = { what: '(deleted objects)', shape: plain, layout: 'array' } as const;
  await emitAnswer(input, context, oneChunk(`[${rows.join(',')}]`), options);
}

/** The fields of the key columns, in the order of the columns. The texts of a key have the same order. */
function keyFields({ columns, primaryKey }: RecordShape): readonly string[] {
  return columns.filter(({ name }) => primaryKey.includes(name)).map(({ field }) => field);
}

async function* oneChunk(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
