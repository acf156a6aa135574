import type { ColumnType } from '../shape.ts';
import { decodeString, isArray, isObject, isString } from './json-text.ts';
import { integerText, isNumber } from './numbers.ts';
import { timeMs, timeText } from './times.ts';

/**
 * Returns the JSON text of a value as a column of this type; every digit is kept. Returns undefined when the value does
 * not fit: the caller then keeps it unchanged elsewhere. In practice, Pendo's values contradict their declared types.
 */
export function fitColumn(raw: string, type: ColumnType): string | undefined {
  return raw === 'null' ? raw : FITS[type](raw);
}

/** The value of a key column instead of null, so that an upsert by key works on every destination. */
export const EMPTY_KEYS: Readonly<Record<ColumnType, string>> = {
  string: '""',
  integer: '0',
  number: '0',
  boolean: 'false',
  time: timeText(0),
  date: dateOf(timeText(0)),
  object: '{}',
  array: '[]',
  any: '""',
};

const FITS: Readonly<Record<ColumnType, (raw: string) => string | undefined>> = {
  string: fitString,
  integer: fitInteger,
  number: fitNumber,
  boolean: fitBoolean,
  time: fitTime,
  date: fitDate,
  object: (raw) => (isObject(raw) ? raw : undefined),
  array: (raw) => (isArray(raw) ? raw : undefined),
  any: (raw) => raw,
};

/** Any value fits a string column, as its JSON text: poll answers, for example, are numbers or texts. */
function fitString(raw: string): string {
  if (isString(raw)) {
    return raw;
  }
  return isObject(raw) || isArray(raw) ? JSON.stringify(raw) : `"${raw}"`;
}

function fitInteger(raw: string): string | undefined {
  const number = fitNumber(raw);
  return number === undefined ? undefined : integerText(number);
}

function fitNumber(raw: string): string | undefined {
  const text = isString(raw) ? decodeString(raw) : raw;
  return isNumber(text) ? text : undefined;
}

function fitBoolean(raw: string): string | undefined {
  const text = isString(raw) ? decodeString(raw) : raw;
  return text === 'true' || text === 'false' ? text : undefined;
}

/** Returns the UTC date of a time. A date stays as it is. */
function fitDate(raw: string): string | undefined {
  const time = fitTime(raw);
  return time === undefined || time === 'null' ? time : dateOf(time);
}

/** Turns `"2026-06-15T13:27:00.000Z"` into `"2026-06-15"`. */
function dateOf(time: string): string {
  return `${time.slice(0, 11)}"`;
}

function fitTime(raw: string): string | undefined {
  const ms = timeMs(raw);
  if (ms === undefined) {
    return undefined;
  }
  return ms === null ? 'null' : timeText(ms);
}
