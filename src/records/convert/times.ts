import { decodeString, isString } from './json-text.ts';
import { isNumber } from './numbers.ts';

const ISO_TIME =
  /^(\d{4}-\d{2}-\d{2})(?:[Tt ](\d{2}:\d{2})(?::(\d{2})(?:[.,](\d+))?)? ?([Zz]|[+-]\d{2}(?::?\d{2})?)?)?$/;
const OFFSET = /^([+-])([01]\d|2[0-3]):?([0-5]\d)?$/;
const MINUTE_MS = 60_000;
const CALENDAR_SHIFT_MS = 13 * 60 * MINUTE_MS;
/** A quote and `YYYY-MM-DD`. */
const DATE_LENGTH = 11;

const FIRST_MS = Date.parse('0001-01-01T00:00:00.000Z');
const LAST_MS = Date.parse('9999-12-31T23:59:59.999Z');

/**
 * Returns the time of a JSON value in epoch milliseconds. The value may be milliseconds as a number or text, or ISO
 * 8601 text (UTC if it has no offset). Returns null for null, 0 and "", because Pendo writes "never" so, and undefined
 * for anything that is not a time between the years 1 and 9999.
 */
export function timeMs(raw: string): number | null | undefined {
  if (raw === 'null') {
    return null;
  }
  const text = isString(raw) ? decodeString(raw) : raw;
  if (text === '') {
    return null;
  }
  if (isNumber(text)) {
    return inRange(Math.trunc(Number(text)) || null);
  }
  return isString(raw) ? inRange(isoMs(text)) : undefined;
}

/** Returns the time as a JSON string in RFC 3339, in UTC with milliseconds. */
export function timeText(ms: number): string {
  // toISOString takes two to three times as long, and an event row holds up to eight times.
  const time = new Date(ms);
  const date = `${padded(time.getUTCFullYear(), 4)}-${padded(time.getUTCMonth() + 1, 2)}-${padded(time.getUTCDate(), 2)}`;
  const minutes = `${padded(time.getUTCHours(), 2)}:${padded(time.getUTCMinutes(), 2)}`;
  return `"${date}T${minutes}:${padded(time.getUTCSeconds(), 2)}.${padded(time.getUTCMilliseconds(), 3)}Z"`;
}

/** Returns the calendar day of a bucket that begins at `ms`, as a JSON string: see `calendarDate` of RecordShape. */
export function calendarDateText(ms: number): string | undefined {
  const noonish = ms + CALENDAR_SHIFT_MS;
  return inRange(noonish) === undefined ? undefined : `${timeText(noonish).slice(0, DATE_LENGTH)}"`;
}

function padded(number: number, digits: number): string {
  return String(number).padStart(digits, '0');
}

function inRange(ms: number | null | undefined): number | null | undefined {
  return ms == null || (ms >= FIRST_MS && ms <= LAST_MS) ? ms : undefined;
}

function isoMs(text: string): number | undefined {
  const [, date, minutes = '00:00', seconds = '00', fraction = '', zone = 'Z'] = ISO_TIME.exec(text) ?? [];
  const local = `${date}T${minutes}:${seconds}.${fraction.slice(0, 3).padEnd(3, '0')}Z`;
  const localMs = Date.parse(local);
  // Date.parse turns February 30 into March 2, and 24:00 into the next day. Accept only what reads back the same.
  if (Number.isNaN(localMs) || new Date(localMs).toISOString() !== local) {
    return undefined;
  }
  const offset = offsetMs(zone);
  return offset === undefined ? undefined : localMs - offset;
}

function offsetMs(zone: string): number | undefined {
  if (zone === 'Z' || zone === 'z') {
    return 0;
  }
  const [, sign, hours, minutes = '00'] = OFFSET.exec(zone) ?? [];
  if (hours === undefined) {
    return undefined;
  }
  const ms = (Number(hours) * 60 + Number(minutes)) * MINUTE_MS;
  return sign === '-' ? -ms : ms;
}
