import type { RecordLines } from './types.ts';

/**
 * Passes on the records of an answer, but the first `limit` characters of them only once they are exceeded or the answer
 * has come whole. So a small answer that is cut leaves no trace and can be asked for again without doubling a record;
 * a big one is streamed.
 */
export async function* holdBack(batches: AsyncIterable<RecordLines>, limit: number): AsyncGenerator<RecordLines> {
  let held: RecordLines[] | undefined = [];
  let length = 0;
  for await (const batch of batches) {
    if (held === undefined) {
      yield batch;
      continue;
    }
    held.push(batch);
    length += batch.lines.length;
    if (length <= limit) continue;
    yield* held;
    held = undefined;
  }
  if (held !== undefined) yield* held;
}
