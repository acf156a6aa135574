import type { Catalog, JsonSchema } from '../helpers/airbyte/messages.ts';
import { nodesOf, objectOf, type Schema } from './spec-rules.ts';

/** Changes of the spec that break existing configs, by the rules of Airbyte's acceptance tests. */
export function specBreaks(before: Schema, now: Schema): string[] {
  const nodes = new Map([...nodesOf({ path: 'spec', schema: now, depth: 0 })].map((node) => [node.path, node.schema]));
  return [...nodesOf({ path: 'spec', schema: before, depth: 0 })].flatMap(({ path, schema }) => {
    const current = nodes.get(path);
    return current === undefined ? [] : nodeBreaks(schema, current).map((text) => `${path} ${text}`);
  });
}

function nodeBreaks(before: Schema, now: Schema): string[] {
  const known = Object.keys(objectOf(before.properties));
  const oldRequired = namesOf(before.required);
  const required = namesOf(now.required).filter((name) => !oldRequired.includes(name));
  const lostValues =
    now.enum === undefined ? [] : namesOf(before.enum).filter((value) => !namesOf(now.enum).includes(value));
  const keywords = ['type', 'format', 'airbyte_type'].filter((keyword) => text(before[keyword]) !== text(now[keyword]));
  return [
    ...required.map((name) => `demands ${name}${known.includes(name) ? '' : ', which is new'}`),
    ...lostValues.map((value) => `no longer allows ${value}`),
    ...(before.enum === undefined && now.enum !== undefined ? ['has an enum now'] : []),
    ...keywords.map((keyword) => `has another ${keyword}`),
  ];
}

/** Changes of the catalog that break users: streams, columns, types, keys and cursors. */
export function catalogBreaks(before: Catalog, now: Catalog): string[] {
  return before.streams.flatMap((old) => {
    const stream = now.streams.find(({ name }) => name === old.name);
    if (stream === undefined) return [`${old.name} is gone`];
    const keywords = ['source_defined_primary_key', 'default_cursor_field', 'supported_sync_modes'] as const;
    return [
      ...keywords
        .filter((keyword) => text(old[keyword]) !== text(stream[keyword]))
        .map((name) => `${old.name} has another ${name}`),
      ...columnBreaks(old.name, old.json_schema, stream.json_schema),
    ];
  });
}

function columnBreaks(path: string, before: JsonSchema, now: JsonSchema): string[] {
  return Object.entries(before.properties ?? {}).flatMap(([name, old]) => {
    const column = now.properties?.[name];
    if (column === undefined) return [`${path}.${name} is gone`];
    const changed = ['type', 'format', 'airbyte_type'].filter(
      (keyword) => text(Reflect.get(old, keyword)) !== text(Reflect.get(column, keyword)),
    );
    return [
      ...changed.map((keyword) => `${path}.${name} has another ${keyword}`),
      ...columnBreaks(`${path}.${name}`, old, column),
    ];
  });
}

function namesOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function text(value: unknown): string | undefined {
  return JSON.stringify(value);
}
