/**
 * Passes on the bytes of an answer, but the first `limitBytes` only once they are whole or exceeded. So a small answer
 * that is cut or stalls leaves no trace and can be asked for again without doubling a record; a big one is streamed.
 */
export async function* holdBack(chunks: AsyncIterable<Uint8Array>, limitBytes: number): AsyncGenerator<Uint8Array> {
  let held: Uint8Array[] | undefined = [];
  let heldBytes = 0;
  for await (const chunk of chunks) {
    if (held === undefined) {
      yield chunk;
      continue;
    }
    held.push(chunk);
    heldBytes += chunk.byteLength;
    if (heldBytes <= limitBytes) continue;
    yield* held;
    held = undefined;
  }
  if (held !== undefined) yield* held;
}
