import { Ajv } from 'ajv';
import type { Catalog, JsonSchema, Stream } from '../helpers/airbyte/messages.ts';

/** The rules of Airbyte's acceptance tests for a catalog. Returns one sentence per error. */
export function catalogFaults({ streams }: Catalog): string[] {
  const names = streams.map(({ name }) => name);
  return [
    ...(streams.length === 0 ? ['there is no stream'] : []),
    ...names.filter((name, index) => names.indexOf(name) !== index).map((name) => `${name} is there twice`),
    ...streams.flatMap((stream) => streamFaults(stream).map((fault) => `${stream.name} ${fault}`)),
  ];
}

function streamFaults(stream: Stream): string[] {
  const { json_schema, supported_sync_modes, default_cursor_field = [], source_defined_primary_key = [] } = stream;
  const schemas = JSON.stringify(json_schema);
  const forbidden = ['$ref', 'allOf', 'not'].filter((keyword) => schemas.includes(`"${keyword}":`));
  const isIncremental = supported_sync_modes.includes('incremental');
  return [
    ...(new Ajv({ strict: false }).validateSchema(json_schema) === true ? [] : ['has an invalid schema']),
    ...forbidden.map((keyword) => `has ${keyword} in its schema`),
    ...(schemas.includes('"additionalProperties":false') ? ['refuses additional properties'] : []),
    ...(supported_sync_modes.length === 0 ? ['has no sync mode'] : []),
    ...(source_defined_primary_key.length === 0 ? ['has no primary key'] : []),
    ...(isIncremental && default_cursor_field.length === 0 ? ['is incremental without a cursor'] : []),
    ...pathFaults('cursor', default_cursor_field, json_schema),
    ...source_defined_primary_key.flatMap((path) => pathFaults('key', path, json_schema)),
  ];
}

function pathFaults(what: string, path: readonly string[], schema: JsonSchema): string[] {
  if (path.length === 0) return [];
  const column = path.reduce<JsonSchema | undefined>((parent, name) => parent?.properties?.[name], schema);
  if (column === undefined) return [`has a ${what} ${path.join('.')} that is not in its schema`];
  const types = [column.type ?? []].flat();
  return types.includes('object') || types.includes('array')
    ? [`has a ${what} ${path.join('.')} that is no scalar`]
    : [];
}
