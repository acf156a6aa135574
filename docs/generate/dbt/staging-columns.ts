import { toAirbyteStream } from '../../../src/streams/catalog.ts';
import { BUCKET, DATE, DELETED_AT, type StreamDefinition } from '../../../src/streams/types.ts';
import { isObject } from '../../../src/utils/is-object.ts';

/** The types that the macro read_stream knows. */
export type StagingType = 'text' | 'integer' | 'number' | 'boolean' | 'time' | 'date' | 'json';

/** A column that a staging model reads from the table of its stream. */
export interface StagingColumn {
  readonly name: string;
  readonly type: StagingType;
  /** Its names in the table, if they differ from `name`. */
  readonly from?: readonly string[];
  readonly isKey: boolean;
  readonly description: string;
}

/** The start of a row's day or hour, which the table names after the option `period`. */
export const STARTS_AT = 'starts_at';
const FROM_PERIOD = ['hour', 'day'];

/** Columns with names that are reserved words in a warehouse. */
const RENAMED: ReadonlyMap<string, string> = new Map([
  ['row', 'report_row'],
  ['rows', 'num_rows'],
  ['group', 'pendo_group'],
  ['sample', 'sample_value'],
]);

const PLAIN_TYPES: ReadonlyMap<unknown, StagingType> = new Map([
  ['string', 'text'],
  ['integer', 'integer'],
  ['number', 'number'],
  ['boolean', 'boolean'],
]);

const FORMATS: ReadonlyMap<unknown, StagingType> = new Map([
  ['date-time', 'time'],
  ['date', 'date'],
]);

/** The columns of the stream's table, in their order and by the names that the staging model gives them. */
export function stagingColumns(definition: StreamDefinition): readonly StagingColumn[] {
  const { json_schema, source_defined_primary_key } = toAirbyteStream(definition, 'day');
  const keys = new Set(source_defined_primary_key.flat());
  const properties = Object.entries(isObject(json_schema.properties) ? json_schema.properties : {});
  // With the period hour there is no such column: the models find the date of every row by pendo_calendar.
  return properties
    .filter(([source]) => source !== DATE)
    .map(([source, schema]) => {
      const { name, from } = nameOf(definition, source);
      return {
        name,
        type: typeOf(isObject(schema) ? schema : {}),
        ...(from === undefined ? {} : { from }),
        isKey: keys.has(source),
        description: isObject(schema) ? String(schema.description ?? '') : '',
      };
    });
}

/** The columns of the stream's primary key, by the names that the staging model gives them. */
export function keyColumns(definition: StreamDefinition): readonly string[] {
  const { source_defined_primary_key } = toAirbyteStream(definition, 'day');
  return source_defined_primary_key.flat().map((source) => nameOf(definition, source).name);
}

/** What a staging model hands on: rows that are gone are left out, and with them the column that marks them. */
export function isHandedOn({ name }: StagingColumn): boolean {
  return name !== DELETED_AT;
}

function nameOf(definition: StreamDefinition, source: string): Pick<StagingColumn, 'name' | 'from'> {
  if (source === 'day' && BUCKET in definition.columns) return { name: STARTS_AT, from: FROM_PERIOD };
  const renamed = RENAMED.get(source);
  return renamed === undefined ? { name: source } : { name: renamed, from: [source] };
}

function typeOf({ type, format }: Readonly<Record<string, unknown>>): StagingType {
  const types = [type].flat().filter((name) => name !== 'null');
  const plain = types.length === 1 ? PLAIN_TYPES.get(types[0]) : undefined;
  return FORMATS.get(format) ?? plain ?? 'json';
}
