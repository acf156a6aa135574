import type { ColumnType } from '../shape.ts';
import { decodeString, isArray, isObject, isString } from './json-text.ts';
import { integerText, isNumber } from './numbers.ts';
import { timeMs, timeText } from './times.ts';

/**
 * Turns a value's JSON text into the JSON text of a column of this type; every digit is kept. Undefined: the value does not
 * fit, and has to be kept elsewhere as it came. Pendo's values contradict their declared types in practice.
 */
export function fitColumn(raw: string, type: ColumnType): string | undefined {
  return raw === 'null' ? raw : FITS[type](raw);
}

/** What a key column holds in place of null, so that an upsert on the key works on every destination. */
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

/** Poll answers are numbers or texts, so anything fits a string: as its JSON text. */
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

/** The UTC date of a time, or a date as it stands. */
function fitDate(raw: string): string | undefined {
  const time = fitTime(raw);
  return time === undefined || time === 'null' ? time : dateOf(time);
}

/** `"2026-06-15T13:27:00.000Z"` becomes `"2026-06-15"`. */
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
