import { joinObject, splitObject } from './json-text.ts';

/** DuckDB takes no JSON object of 16 MB, the platform warns at 20 million characters; the rest of the line fits in between. */
export const MOST_RECORD_BYTES = 15_000_000;
/** UTF-8 needs no more bytes for one of JavaScript's characters. */
const MOST_BYTES_PER_CHARACTER = 3;

/**
 * The JSON text of a record, followed by its `meta` when columns had to be made null for it to fit into a line. The largest
 * go first and those in `kept` never, for without its key a row is lost. Airbyte shows `meta.changes` to the user.
 */
export function fitToLine(record: string, kept: readonly string[], mostBytes = MOST_RECORD_BYTES): string {
  if (record.length * MOST_BYTES_PER_CHARACTER <= mostBytes) return record;
  let bytes = Buffer.byteLength(record);
  if (bytes <= mostBytes) return record;
  const columns = splitObject(record);
  const bySize = Array.from(columns, ([name, raw]) => ({ name, bytes: Buffer.byteLength(raw) }))
    .filter(({ name }) => !kept.includes(name))
    .sort((left, right) => right.bytes - left.bytes);
  const changes: object[] = [];
  for (const column of bySize) {
    if (bytes <= mostBytes) break;
    columns.set(column.name, 'null');
    bytes -= column.bytes;
    changes.push({ field: column.name, change: 'NULLED', reason: 'SOURCE_RECORD_SIZE_LIMITATION' });
  }
  return `${joinObject(columns)},"meta":${JSON.stringify({ changes })}`;
}
