import { exactNumber, isRawNumber, parseExact, type RawNumber } from '../test/helpers/airbyte/exact-json.ts';
import type { JsonSchema } from '../test/helpers/airbyte/messages.ts';

type Kind = 'text' | 'number' | 'boolean' | 'json';
export type SqlValue = null | string | number | bigint;

/** A column of an SQLite table. Its type comes from the stream's JSON schema. */
export interface Column {
  readonly name: string;
  readonly kind: Kind;
  /** The declared type in a STRICT table. Numbers use ANY, so that a conversion loses no digit. */
  readonly sqlType: 'TEXT' | 'INTEGER' | 'ANY';
}

const SQL_TYPES = { text: 'TEXT', number: 'ANY', boolean: 'INTEGER', json: 'TEXT' } as const;
const LARGEST_SQL_INTEGER = 2n ** 63n - 1n;
/** A double keeps this many decimal digits. */
const DOUBLE_DIGITS = 15;

/** Objects, arrays and values of several types are stored as JSON text. */
export function columnOf(name: string, schema: JsonSchema): Column {
  const types = [schema.type ?? []].flat().filter((type) => type !== 'null');
  const kind = kindOf(types);
  return { name, kind, sqlType: SQL_TYPES[kind] };
}

function kindOf(types: readonly string[]): Kind {
  if (types.length === 0) return 'json';
  if (types.every((type) => type === 'string')) return 'text';
  if (types.every((type) => type === 'boolean')) return 'boolean';
  if (types.every((type) => type === 'integer' || type === 'number')) return 'number';
  return 'json';
}

/** Converts a record's value for SQLite. Throws if it does not have the column's type. */
export function encode(column: Column, value: unknown): SqlValue {
  if (value === null || value === undefined) return null;
  if (column.kind === 'json') return JSON.stringify(value);
  if (column.kind === 'text' && typeof value === 'string') return value;
  if (column.kind === 'boolean' && typeof value === 'boolean') return value ? 1n : 0n;
  if (column.kind === 'number' && typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (column.kind === 'number' && isRawNumber(value)) return encodeDigits(value);
  throw new Error(`The column ${column.name} has the type ${column.kind}, but a record has ${JSON.stringify(value)}.`);
}

function encodeDigits({ rawJSON }: RawNumber): SqlValue {
  if (/^-?\d+$/.test(rawJSON)) {
    const integer = BigInt(rawJSON);
    return integer <= LARGEST_SQL_INTEGER && integer >= -LARGEST_SQL_INTEGER ? integer : rawJSON;
  }
  const digits = rawJSON.replace(/e.*$/i, '').replace(/\D/g, '');
  return digits.length <= DOUBLE_DIGITS ? Number(rawJSON) : rawJSON;
}

/** The inverse of `encode`. SQLite returns integers as bigints. */
export function decode(column: Column, value: SqlValue): unknown {
  if (value === null) return null;
  if (column.kind === 'json') return parseExact(String(value));
  if (column.kind === 'boolean') return value === 1n;
  if (typeof value === 'bigint')
    return Number.isSafeInteger(Number(value)) ? Number(value) : exactNumber(String(value));
  return column.kind === 'number' && typeof value === 'string' ? exactNumber(value) : value;
}
