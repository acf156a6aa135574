import type { Period } from '../config/types.ts';
import type { GroupedObject, RecordShape } from '../records/shape.ts';
import { isObject } from '../utils/is-object.ts';
import { type JsonSchema, PENDO_TYPE } from './json-schema.ts';
import { GROUP_PREFIX, metadataGroups, staticTimeFields } from './metadata-types.ts';
import { snakeCase } from './names.ts';
import {
  BUCKET_READ_AT,
  bucketName,
  DATE,
  DELETED_AT,
  type MetadataKind,
  marksDeleted,
  metadataKindOf,
  type StreamDefinition,
} from './types.ts';

/** The field of a row that holds the metadata groups. */
const METADATA_FIELD = 'metadata';

/**
 * Returns how a row of the stream becomes a record. `groups` are the metadata groups of visitors and accounts, from
 * `groupsFromCatalog`. Without them, the groups that every subscription has become columns.
 */
export function recordShape(
  definition: StreamDefinition,
  period: Period,
  groups?: GroupedObject['groups'],
): RecordShape {
  const { nestedColumns, maxTime, explode, whole, calendarDate, bucketReadAt, cursor } = definition;
  const kind = metadataKindOf(definition);
  return {
    stream: definition.name,
    columns: [
      ...Object.entries(definition.columns).map(([field, { type }]) => {
        const resolved = bucketName(field, period);
        return { field: resolved, name: snakeCase(resolved), type };
      }),
      ...(marksDeleted(definition) ? [{ field: DELETED_AT, name: DELETED_AT, type: 'time' as const }] : []),
    ],
    ...(nestedColumns ? { nestedColumns } : {}),
    ...(maxTime ? { maxTime } : {}),
    ...(explode ? { explode } : {}),
    ...(whole ? { whole } : {}),
    ...(calendarDate && period === 'day' ? { calendarDate: { name: DATE, field: period } } : {}),
    ...(bucketReadAt ? { readTimeColumn: BUCKET_READ_AT } : {}),
    ...(kind ? { spread: spread(groups ?? groupsFromCatalog({}, kind)) } : {}),
    primaryKey: definition.primaryKey.map((name) => bucketName(name, period)),
    ...(cursor === undefined ? {} : { cursor: bucketName(cursor, period) }),
  };
}

function spread(groups: GroupedObject['groups']): GroupedObject {
  return { field: METADATA_FIELD, prefix: GROUP_PREFIX, groups };
}

/**
 * Returns the metadata groups that a configured catalog declares, with the names of their time fields. The groups that
 * every subscription has, and the times that `auto` always holds, are always included: a user who deselected
 * `metadata_agent` does not want to find it in `additional_fields`.
 */
export function groupsFromCatalog(configuredSchema: JsonSchema, kind: MetadataKind): GroupedObject['groups'] {
  const declared = declaredGroups(configuredSchema);
  const names = new Set([...metadataGroups(kind).keys(), ...declared.keys()]);
  return new Map(
    Array.from(names, (group) => [
      group,
      new Set([...staticTimeFields(kind, group), ...timeFields(declared.get(group))]),
    ]),
  );
}

function declaredGroups(configuredSchema: JsonSchema): ReadonlyMap<string, unknown> {
  const columns = members(configuredSchema.properties).filter(([name]) => name.startsWith(GROUP_PREFIX));
  return new Map(columns.map(([name, schema]) => [name.slice(GROUP_PREFIX.length), schema]));
}

function timeFields(group: unknown): readonly string[] {
  return members(isObject(group) ? group.properties : undefined).flatMap(([name, field]) =>
    isObject(field) && field[PENDO_TYPE] === 'time' ? [name] : [],
  );
}

function members(value: unknown): readonly [string, unknown][] {
  return isObject(value) ? Object.entries(value) : [];
}
