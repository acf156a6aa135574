import type { ColumnType, RecordShape } from '../../../src/records/shape.ts';
import { lossless } from './answers.ts';

/** What a record must contain, written plainly from the design's rules. Values are those of `lossless`. */
type Value = unknown;
type Row = Map<string, Value>;

const NO_FIT = Symbol('does not fit');
const EMPTY: Record<ColumnType, Value> = {
  string: '',
  integer: { number: '0' },
  number: { number: '0' },
  boolean: false,
  time: '1970-01-01T00:00:00.000Z',
  date: '1970-01-01',
  object: {},
  array: [],
  any: '',
};

export function referenceRecord(text: string, shape: RecordShape, rowNumber: (key: string) => number): Row {
  const row: Row = new Map(Object.entries(lossless(text) as object));
  const record: Row = new Map();
  const additional: Row = new Map();
  const keys: string[] = [];
  const put = (name: string, type: ColumnType, value: Value) => {
    const isKey = shape.primaryKey.includes(name);
    record.set(name, isKey ? (valueFor(name, value, shape) ?? EMPTY[type]) : value);
    if (isKey) keys.push(JSON.stringify(record.get(name)));
  };
  additionalOf(row, shape, additional);
  for (const { field, name, type } of shape.columns) {
    put(name, type, orNull(fitted(valueFor(name, row.get(field) ?? null, shape), type)));
  }
  for (const { path, name, type } of shape.nestedColumns ?? [])
    put(name, type, orNull(fitted(valueAt(row, path), type)));
  if (shape.maxTime !== undefined) put(shape.maxTime.name, 'time', latestTime(row, shape.maxTime.fields));
  if (shape.calendarDate !== undefined)
    put(shape.calendarDate.name, 'date', calendarDate(row.get(shape.calendarDate.field)));
  if (shape.spread !== undefined) spread(row.get(shape.spread.field), shape.spread, record, additional);
  if (shape.primaryKey.includes('row_number'))
    record.set('row_number', { number: `${rowNumber(JSON.stringify(keys))}` });
  if (shape.readTimeColumn !== undefined) record.set(shape.readTimeColumn, new Date(shape.readAtMs ?? 0).toISOString());
  record.set('additional_fields', additional.size === 0 ? null : Object.fromEntries(additional));
  return record;
}

function additionalOf(row: Row, shape: RecordShape, additional: Row): void {
  const declared = new Map(shape.columns.map((column) => [column.field, column]));
  for (const [field, value] of row) {
    const column = declared.get(field);
    if (field === shape.spread?.field) continue;
    if (column === undefined || fitted(value, column.type) === NO_FIT) additional.set(field, value);
  }
}

function latestTime(row: Row, fields: readonly string[]): string | null {
  const times = fields.map((field) => orNull(fitted(row.get(field) ?? null, 'time')) as string | null);
  return (
    times
      .filter((time) => time !== null)
      .sort()
      .at(-1) ?? null
  );
}

/** The UTC date of a time + 13 hours. */
function calendarDate(value: Value): string | null {
  const time = orNull(fitted(value ?? null, 'time'));
  const shifted = typeof time === 'string' ? Date.parse(time) + 13 * 3_600_000 : Number.NaN;
  return shifted < Date.UTC(10_000, 0) ? new Date(shifted).toISOString().slice(0, 10) : null;
}

/** In a key -0 becomes 0. */
function valueFor(name: string, value: Value, { primaryKey }: RecordShape): Value {
  const isZero = isNumber(value) && /^-[0.]+(?:[eE].*)?$/.test(value.number);
  return isZero && primaryKey.includes(name) ? { number: '0' } : value;
}

function spread(value: Value, shape: NonNullable<RecordShape['spread']>, record: Row, additional: Row): void {
  const members: Row = isObject(value) ? new Map(Object.entries(value)) : new Map();
  for (const [group, times] of shape.groups) {
    const inside = members.get(group) ?? null;
    record.set(shape.prefix + group, null);
    if (isObject(inside)) {
      const entries = Object.entries(inside).map(([name, field]) => [name, times.has(name) ? groupTime(field) : field]);
      record.set(shape.prefix + group, Object.fromEntries(entries));
    }
    if (isObject(inside) || inside === null) members.delete(group);
  }
  const rest = isObject(value) ? Object.fromEntries(members) : value;
  const isNothing = rest === undefined || rest === null || (isObject(value) && members.size === 0);
  if (!isNothing) additional.set(shape.field, rest);
}

function groupTime(value: Value): Value {
  const number = digitsOf(value);
  if (value === '') return null;
  if (number === undefined || wholeDigits(number) === undefined) return value;
  const ms = Number(number);
  if (ms === 0) return null;
  return ms >= 1e11 && ms <= 1e13 ? new Date(ms).toISOString() : value;
}

function fitted(value: Value, type: ColumnType): Value {
  return value === null ? null : FITTED[type](value, digitsOf(value));
}

const FITTED: Record<ColumnType, (value: Value, number: string | undefined) => Value> = {
  any: (value) => value,
  string: (value) => {
    if (typeof value === 'object') return isNumber(value) ? value.number : { jsonOf: JSON.stringify(value) };
    return String(value);
  },
  number: (_value, number) => (number === undefined ? NO_FIT : { number }),
  integer: (_value, number) => {
    const whole = number === undefined ? undefined : wholeDigits(number);
    return whole === undefined ? NO_FIT : { number: whole };
  },
  boolean: (value) => ([true, false, 'true', 'false'].includes(value as boolean) ? String(value) === 'true' : NO_FIT),
  time: timeOf,
  date: (value) => {
    const time = timeOf(value);
    return typeof time === 'string' ? time.slice(0, 10) : time;
  },
  object: (value) => (isObject(value) ? value : NO_FIT),
  array: (value) => (Array.isArray(value) ? value : NO_FIT),
};

/** Knows only complete ISO texts. Other forms of a time have their own examples. */
function timeOf(value: Value): Value {
  if (value === '') return null;
  const number = digitsOf(value);
  const ms = number === undefined ? Date.parse(String(value)) : Math.trunc(Number(number));
  const isIso = typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value);
  if (number === undefined && !isIso) return NO_FIT;
  if (number !== undefined && ms === 0) return null;
  const isInRange =
    ms >= Date.UTC(-1, 0) && Math.abs(ms) < 8.64e15 && /^(?!0000)\d{4}-/.test(new Date(ms).toISOString());
  return isInRange ? new Date(ms).toISOString() : NO_FIT;
}

/** The digits of a number, or of a text that is a number. */
function digitsOf(value: Value): string | undefined {
  if (isNumber(value)) return value.number;
  if (typeof value !== 'string' || value.trim() !== value) return undefined;
  try {
    const inside = lossless(value);
    return isNumber(inside) ? inside.number : undefined;
  } catch {
    return undefined;
  }
}

/** Exact arithmetic with a numerator and a power of ten. Texts that consist of digits stay as they are. */
function wholeDigits(number: string): string | undefined {
  if (/^-?\d+$/.test(number)) return number;
  const [mantissa = '', exponent = '0'] = number.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const power = Number(exponent) - fraction.length;
  const digits = BigInt(whole.replace('-', '') + fraction);
  const scale = 10n ** BigInt(Math.abs(power));
  if (power < 0 && digits % scale !== 0n) return undefined;
  const value = String(power < 0 ? digits / scale : digits * scale);
  if (value.length > 1000) return undefined;
  return value !== '0' && number.startsWith('-') ? `-${value}` : value;
}

function valueAt(row: Row, path: readonly string[]): Value {
  let value: Value = Object.fromEntries(row);
  for (const name of path)
    value = isObject(value) && Object.hasOwn(value, name) ? (value as Record<string, Value>)[name] : null;
  return value;
}

function orNull(value: Value): Value {
  return value === NO_FIT ? null : value;
}

function isNumber(value: Value): value is { number: string } {
  return typeof value === 'object' && value !== null && Object.keys(value).join() === 'number' && isText(value);
}

function isText(value: object): boolean {
  return typeof (value as { number: unknown }).number === 'string';
}

function isObject(value: Value): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isNumber(value);
}
