import type { SyncMode } from '../airbyte/catalog.ts';
import type { Period } from '../config/types.ts';
import { type JsonSchema, jsonSchema } from './json-schema.ts';
import type { MetadataGroups } from './metadata-types.ts';
import { bucketName, type StreamDefinition } from './types.ts';

/** One stream of the CATALOG message. */
export interface AirbyteStream {
  readonly name: string;
  readonly json_schema: JsonSchema;
  readonly supported_sync_modes: readonly SyncMode[];
  readonly source_defined_cursor?: boolean;
  readonly default_cursor_field?: readonly string[];
  readonly source_defined_primary_key: readonly (readonly string[])[];
  readonly is_resumable: boolean;
}

/**
 * Returns the stream's entry in the catalog. `groups` are the metadata groups of visitors and accounts, see
 * `metadataGroups`.
 */
export function toAirbyteStream(definition: StreamDefinition, period: Period, groups?: MetadataGroups): AirbyteStream {
  const { name, cursor, primaryKey } = definition;
  return {
    name,
    json_schema: jsonSchema(definition, period, groups),
    supported_sync_modes: cursor === undefined ? ['full_refresh'] : ['full_refresh', 'incremental'],
    ...(cursor === undefined
      ? {}
      : { source_defined_cursor: true, default_cursor_field: [bucketName(cursor, period)] }),
    source_defined_primary_key: primaryKey.map((column) => [bucketName(column, period)]),
    // A full refresh always starts over, whatever its state. With `true`, Airbyte would keep the rows of a broken one.
    is_resumable: false,
  };
}
