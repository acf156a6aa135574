import type { Period } from '../../src/config/types.ts';
import { toAirbyteStream } from '../../src/streams/catalog.ts';
import type { StreamDefinition } from '../../src/streams/types.ts';
import { code } from './markdown.ts';

/** The names of the column that depends on the option `period`. */
const BUCKET_COLUMNS: ReadonlySet<string> = new Set<Period>(['day', 'hour']);

/** The stream as `discover` lists it with the default period. */
export function airbyteStream(definition: StreamDefinition) {
  return toAirbyteStream(definition, 'day');
}

/** Returns a column's name for the documents. The column that depends on `period` is shown with both names. */
export function columnName(name: string): string {
  return BUCKET_COLUMNS.has(name) ? '`day` or `hour`' : code(name);
}
