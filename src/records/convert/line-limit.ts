import { joinObject, splitObject } from './json-text.ts';

/**
 * DuckDB rejects JSON objects of 16 MB, and the platform warns at 20 million characters. Leaves room for the envelope.
 */
export const MOST_RECORD_BYTES = 15_000_000;
/** UTF-8 needs at most this many bytes per UTF-16 code unit. */
const MOST_BYTES_PER_CHARACTER = 3;

/**
 * Returns the JSON text of a record. If it is too large for a line, sets the largest columns to null and adds a `meta`
 * that lists them; Airbyte shows `meta.changes` to the user. Never touches the columns in `kept`: a row without its key
 * is lost.
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
