import { describeSource } from '../../src/sources/index.ts';
import type { StreamDefinition } from '../../src/streams/types.ts';
import { table } from './markdown.ts';
import { airbyteStream, columnName } from './stream-facts.ts';

const HEADER = ['stream', 'a row is', 'primary key', 'cursor', 'sync modes', "from Pendo's API"];

/** The table at the beginning of docs/streams.md: one line per stream, in the order of the catalog. */
export function streamsTable(streams: readonly StreamDefinition[]): string {
  return table(HEADER, streams.map(streamRow));
}

function streamRow(definition: StreamDefinition): readonly string[] {
  const { name, source_defined_primary_key, default_cursor_field, supported_sync_modes } = airbyteStream(definition);
  return [
    `[\`${name}\`](#${name})`,
    definition.description,
    source_defined_primary_key.flat().map(columnName).join(', '),
    default_cursor_field?.map(columnName).join(', ') ?? 'none',
    supported_sync_modes.map((mode) => mode.replace('_', ' ')).join(', '),
    describeSource(definition.source),
  ];
}
