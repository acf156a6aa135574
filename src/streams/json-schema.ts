import type { Period } from '../config/types.ts';
import { ADDITIONAL_FIELDS, ROW_NUMBER } from '../records/convert/record.ts';
import type { ColumnType } from '../records/shape.ts';
import {
  GROUP_PREFIX,
  type MetadataField,
  type MetadataFields,
  type MetadataGroups,
  type MetadataType,
  metadataGroups,
} from './metadata-types.ts';
import { snakeCase } from './names.ts';
import {
  BUCKET_READ_AT,
  bucketName,
  type ColumnDefinition,
  DATE,
  DELETED_AT,
  marksDeleted,
  metadataKindOf,
  type StreamDefinition,
} from './types.ts';

export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * Our own keyword on a metadata field: the type that Pendo declares. `read` finds it again in the configured catalog,
 * and validators and destinations ignore it. `airbyte_type` cannot be used: Airbyte's tools reject values that they do
 * not know, and its type for times would promise that the field holds nothing else.
 */
export const PENDO_TYPE = 'pendo_type';

/** An element of unknown type. It lists types because some destinations reject a schema without any. */
const ANY_ITEM: JsonSchema = {
  type: ['null', 'string', 'number', 'boolean', 'object', 'array'],
  additionalProperties: true,
};

const ITEM_SCHEMAS: Readonly<Record<NonNullable<ColumnDefinition['items']>, JsonSchema>> = {
  string: { type: ['null', 'string'] },
  integer: { type: ['null', 'integer'] },
  object: { type: ['null', 'object'], additionalProperties: true },
  any: ANY_ITEM,
};

const TYPE_SCHEMAS: Readonly<Record<ColumnType, JsonSchema>> = {
  string: { type: 'string' },
  integer: { type: 'integer' },
  number: { type: 'number' },
  boolean: { type: 'boolean' },
  time: { type: 'string', format: 'date-time', airbyte_type: 'timestamp_with_timezone' },
  date: { type: 'string', format: 'date' },
  object: { type: 'object', additionalProperties: true },
  array: { type: 'array' },
  any: { ...ANY_ITEM, items: ANY_ITEM },
};

/** The declared type first, then every scalar: values contradict their declared type and are passed on unchanged. */
const METADATA_TYPES: Readonly<Record<MetadataType, readonly string[]>> = {
  string: ['null', 'string', 'number', 'boolean'],
  time: ['null', 'string', 'number', 'boolean'],
  integer: ['null', 'integer', 'string', 'number', 'boolean'],
  float: ['null', 'number', 'string', 'boolean'],
  boolean: ['null', 'boolean', 'string', 'number'],
  list: ['null', 'array', 'string', 'number', 'boolean'],
  unknown: ['null', 'string', 'number', 'boolean', 'array', 'object'],
};

/**
 * Returns the JSON schema of a stream's records. `groups` are the metadata groups of visitors and accounts. Without
 * them, the schema declares the groups that every subscription has.
 */
export function jsonSchema(definition: StreamDefinition, period: Period, groups?: MetadataGroups): JsonSchema {
  const keys = new Set(definition.primaryKey.map((name) => bucketName(name, period)));
  const properties = [...declaredColumns(definition, period), ...derivedColumns(definition, { keys, period })].map(
    ([name, column]) => [name, columnSchema(column, !keys.has(name))] as const,
  );
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    additionalProperties: true,
    // Object.fromEntries, because an assignment to `__proto__` would not make a property, and customers choose the
    // names.
    properties: Object.fromEntries([
      ...properties,
      ...groupProperties(definition, groups),
      [ADDITIONAL_FIELDS, additionalFieldsSchema()],
    ]),
  };
}

const DELETED = 'Time at which the object was found to be gone; empty while Pendo lists it.';

type NamedColumn = readonly [string, ColumnDefinition];

function declaredColumns(definition: StreamDefinition, period: Period): readonly NamedColumn[] {
  const columns = Object.entries(definition.columns).map(
    ([field, column]): NamedColumn => [snakeCase(bucketName(field, period)), column],
  );
  return marksDeleted(definition) ? [...columns, [DELETED_AT, { type: 'time', description: DELETED }]] : columns;
}

function derivedColumns(
  definition: StreamDefinition,
  { keys, period }: { keys: ReadonlySet<string>; period: Period },
): readonly NamedColumn[] {
  const columns: NamedColumn[] = (definition.nestedColumns ?? []).map((copy) => [copy.name, copy]);
  if (definition.maxTime) {
    columns.push([definition.maxTime.name, { type: 'time', description: definition.maxTime.description }]);
  }
  if (definition.calendarDate !== undefined && period === 'day') {
    columns.push([DATE, { type: 'date', description: definition.calendarDate }]);
  }
  if (keys.has(ROW_NUMBER)) {
    columns.push([
      ROW_NUMBER,
      { type: 'integer', description: 'Tells apart the rows that share all other key columns.' },
    ]);
  }
  if (definition.bucketReadAt !== undefined) {
    columns.push([BUCKET_READ_AT, { type: 'time', description: definition.bucketReadAt }]);
  }
  return columns;
}

/** A key column is never null, so that an upsert works on every destination. */
function columnSchema(column: ColumnDefinition, nullable: boolean): JsonSchema {
  const schema = TYPE_SCHEMAS[column.type];
  return {
    ...schema,
    type: nullable ? ['null', ...[schema.type].flat().filter((type) => type !== 'null')] : schema.type,
    ...(column.type === 'array' ? { items: ITEM_SCHEMAS[column.items ?? 'any'] } : {}),
    description: column.description,
  };
}

function groupProperties(
  definition: StreamDefinition,
  groups: MetadataGroups | undefined,
): readonly (readonly [string, JsonSchema])[] {
  const kind = metadataKindOf(definition);
  if (kind === undefined) return [];
  return Array.from(groups ?? metadataGroups(kind), ([group, fields]) => [
    GROUP_PREFIX + group,
    groupSchema(group, fields),
  ]);
}

function groupSchema(group: string, fields: MetadataFields): JsonSchema {
  return {
    type: ['null', 'object'],
    additionalProperties: true,
    properties: Object.fromEntries(Array.from(fields, ([name, field]) => [name, metadataFieldSchema(field)])),
    description: `Metadata of the group ${JSON.stringify(group)}; its fields are named as in Pendo.`,
  };
}

function metadataFieldSchema({ type, displayName }: MetadataField): JsonSchema {
  const types = METADATA_TYPES[type];
  return {
    type: types,
    ...(types.includes('array') ? { items: ANY_ITEM } : {}),
    ...(types.includes('object') ? { additionalProperties: true } : {}),
    ...(displayName === undefined ? {} : { description: displayName }),
    [PENDO_TYPE]: type,
  };
}

function additionalFieldsSchema(): JsonSchema {
  return {
    type: ['null', 'object'],
    additionalProperties: true,
    description: 'Fields of the row for which there is no column, as they came.',
  };
}
