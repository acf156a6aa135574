import type { AnswerLayout } from './grammar.ts';
import { parseJson } from './parse-json.ts';
import { AnswerScanner, type OnMember } from './scanner.ts';

/**
 * Yields the rows of an answer as plain values, those of one chunk at a time. For callers that inspect rows instead of
 * emitting them: numbers beyond 2^53 lose digits, unless `parse` keeps them. Throws CutAnswerError and BadAnswerError.
 */
export async function* readJsonRows(
  chunks: AsyncIterable<Uint8Array>,
  layout: AnswerLayout,
  onMember?: OnMember,
  parse: (text: string) => unknown = parseJson,
): AsyncGenerator<readonly unknown[]> {
  const scanner = new AnswerScanner(layout, onMember);
  for await (const chunk of chunks) {
    const rows = rowsIn(chunk, scanner).map(parse);
    if (rows.length > 0) {
      yield rows;
    }
  }
  scanner.end();
}

/** Returns the JSON texts of the rows that end in this chunk. */
function rowsIn(bytes: Uint8Array, scanner: AnswerScanner): readonly string[] {
  const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const rows: string[] = [];
  for (let at = 0; at < chunk.length; ) {
    at = scanner.step(chunk, at);
    if (scanner.row !== undefined) rows.push(scanner.row);
  }
  return rows;
}
