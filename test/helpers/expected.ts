import { exactNumber, isRawNumber, parseExact } from './airbyte/exact-json.ts';
import type { JsonRecord, JsonSchema } from './airbyte/messages.ts';
import { decimal } from './canonical.ts';

/**
 * The record that the connector must make from a row of Pendo, by the design's "Rules for every record". Written from
 * that page and not from `src/`, so that it can find mistakes there.
 */

export interface ExpectedInput {
  /** The row as Pendo sends it, with every digit (see `exactRow`). */
  readonly row: JsonRecord;
  readonly schema: JsonSchema;
  /**
   * Column names of the primary key. `row_number` is not in the record, because it does not depend on this row alone.
   */
  readonly key: readonly string[];
}

type Kind = 'string' | 'integer' | 'number' | 'boolean' | 'time' | 'object' | 'array' | 'any';

const FIRST_TIME_MS = Date.parse('0001-01-01T00:00:00Z');
const LAST_TIME_MS = Date.parse('9999-12-31T23:59:59.999Z');

const EMPTY_KEY_VALUES: Readonly<Record<string, unknown>> = {
  string: '',
  integer: 0,
  number: 0,
  time: '1970-01-01T00:00:00.000Z',
};

/** A row of the emulator as it is sent, with every digit of its numbers. */
export function exactRow(row: unknown): JsonRecord {
  return parseExact(typeof row === 'string' ? row : JSON.stringify(row)) as JsonRecord;
}

/** The record of a row, without `row_number`. Null columns are left out. */
export function expectedRecord({ row, schema, key }: ExpectedInput): JsonRecord {
  const columns = schema.properties ?? {};
  const record: Record<string, unknown> = {};
  const rest: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(row)) {
    if (field === 'metadata') addMetadataColumns(value, { columns, record, rest });
    else takeField(field, value, { columns, record, rest });
  }
  if (Object.keys(rest).length > 0) record.additional_fields = rest;
  for (const column of key) {
    const schemaOfColumn = columns[column];
    if (column === 'row_number' || record[column] !== undefined || schemaOfColumn === undefined) continue;
    record[column] = EMPTY_KEY_VALUES[kindOf(schemaOfColumn)];
  }
  return record;
}

interface Target {
  readonly columns: Readonly<Record<string, JsonSchema>>;
  readonly record: Record<string, unknown>;
  readonly rest: Record<string, unknown>;
}

function takeField(field: string, value: unknown, { columns, record, rest }: Target): void {
  const column = snakeCase(field);
  const schema = columns[column];
  if (schema === undefined) {
    put(rest, field, value);
    return;
  }
  if (value === null) return;
  const converted = CONVERT[kindOf(schema)](value);
  if (converted === undefined) put(rest, field, value);
  else if (converted !== null) record[column] = converted;
}

/** `metadata.auto` becomes the column metadata_auto. A group that the schema does not know stays below "metadata". */
function addMetadataColumns(metadata: unknown, { columns, record, rest }: Target): void {
  if (metadata === null) return;
  if (!isObject(metadata)) {
    put(rest, 'metadata', metadata);
    return;
  }
  const unknownGroups: Record<string, unknown> = {};
  for (const [group, value] of Object.entries(metadata)) {
    const column = `metadata_${snakeCase(group)}`;
    const schema = columns[column];
    if (schema !== undefined && value === null) continue;
    if (schema === undefined || !isObject(value)) put(unknownGroups, group, value);
    else record[column] = withTimes(value, schema.properties ?? {});
  }
  if (Object.keys(unknownGroups).length > 0) rest.metadata = unknownGroups;
}

/**
 * Whole milliseconds from 1973 to 2286 are times. Other metadata values are unchanged, even if they contradict their
 * declared type.
 */
function withTimes(group: JsonRecord, fields: Readonly<Record<string, JsonSchema>>): JsonRecord {
  const result: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(group)) {
    const isTime = Object.hasOwn(fields, name) && fields[name]?.pendo_type === 'time';
    const number = numberText(value) ?? '';
    const isInRange = Number(number) === 0 || (Number(number) >= 1e11 && Number(number) <= 1e13);
    const isEpoch = value === '' || (isWhole(number) && isInRange);
    const time = isTime && isEpoch ? toTime(value) : undefined;
    put(result, name, time === undefined ? value : time);
  }
  return result;
}

/**
 * The value for each kind of column. Null for no value; undefined if the value does not fit and belongs in
 * additional_fields.
 */
const CONVERT: Readonly<Record<Kind, (value: unknown) => unknown>> = {
  any: (value) => value,
  time: toTime,
  string: (value) => (typeof value === 'string' ? value : JSON.stringify(value)),
  boolean: (value) => (typeof value === 'boolean' ? value : BOOLEAN_TEXTS.get(value)),
  integer: (value) => toNumber(value, isWhole),
  number: (value) => toNumber(value, () => true),
  object: (value) => (isObject(value) ? value : undefined),
  array: (value) => (Array.isArray(value) ? value : undefined),
};

const BOOLEAN_TEXTS: ReadonlyMap<unknown, boolean> = new Map([
  ['true', true],
  ['false', false],
]);

function toNumber(value: unknown, isGood: (number: string) => boolean): unknown {
  const number = numberText(value);
  return number !== undefined && isGood(number) ? exactNumber(number) : undefined;
}

/** Milliseconds become RFC 3339. 0 and "" are Pendo's "never". ISO 8601 text without an offset is UTC. */
function toTime(value: unknown): string | null | undefined {
  if (value === '') return null;
  const number = numberText(value);
  if (number !== undefined) return Number(number) === 0 ? null : timeText(Math.trunc(Number(number)));
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d/.test(value)) return undefined;
  return timeText(Date.parse(/T.*(Z|[+-]\d\d:?\d\d)$|^.{10}$/i.test(value) ? value : `${value}Z`));
}

/** Undefined if the time is not between the years 1 and 9999. */
function timeText(ms: number): string | undefined {
  return ms >= FIRST_TIME_MS && ms <= LAST_TIME_MS ? new Date(ms).toISOString() : undefined;
}

/** The digits of a number, which may be a text. */
function numberText(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  if (isRawNumber(value)) return value.rawJSON;
  const isNumber = typeof value === 'string' && /^-?(0|[1-9]\d*)(\.\d+)?(e[+-]?\d+)?$/i.test(value);
  return isNumber ? value : undefined;
}

function isWhole(number: string): boolean {
  return /^-?\d+$/.test(number) || (number !== '' && !decimal(number).includes('e-'));
}

/** Rows share their schemas. */
const kinds = new WeakMap<JsonSchema, Kind>();

function kindOf(schema: JsonSchema): Kind {
  const kind = kinds.get(schema) ?? toKind(schema);
  kinds.set(schema, kind);
  return kind;
}

function toKind(schema: JsonSchema): Kind {
  const types = [schema.type ?? []].flat().filter((type) => type !== 'null');
  if (schema.format === 'date-time') return 'time';
  return types.length === 1 ? (types[0] as Kind) : 'any';
}

/** Customers choose names, so `__proto__` must become an ordinary member. */
function put(target: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
}

function isObject(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isRawNumber(value);
}

/** Few names come in many rows. */
const columnNames = new Map<string, string>();

function snakeCase(name: string): string {
  const column = columnNames.get(name) ?? toSnakeCase(name);
  columnNames.set(name, column);
  return column;
}

/** `remoteIp` becomes remote_ip, `DisplayName` becomes display_name. Existing underscores stay. */
function toSnakeCase(name: string): string {
  let result = '';
  for (const [index, character] of [...name].entries()) {
    const isUpper = character !== character.toLowerCase();
    const before = name[index - 1] ?? '_';
    if (isUpper && before !== '_' && before === before.toLowerCase()) result += '_';
    result += /[\p{L}\p{N}]/u.test(character) ? character.toLowerCase() : '_';
  }
  return result;
}
