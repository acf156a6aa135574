import { isObject } from '../utils/is-object.ts';
import type { StreamState } from './stream-state.ts';

/**
 * Airbyte keeps states in PostgreSQL's jsonb, which refuses U+0000 and halves of surrogate pairs; an id of Pendo's may hold
 * either, for end users choose some. A text with one of them stands in the state as its UTF-16 in base64, behind this mark.
 */
const MARK = 'utf-16le;base64,';
const NUL = '\u0000';

/** The state in a form that any store of JSON takes. */
export function toStore(state: StreamState): StreamState {
  return mapObject(state, encode);
}

/** The state as it was before `toStore`. Older states have no mark in them and stay as they are. */
export function fromStore(state: StreamState): StreamState {
  return mapObject(state, decode);
}

function encode(text: string): string {
  const isStorable = text.isWellFormed() && !text.includes(NUL) && !text.startsWith(MARK);
  return isStorable ? text : MARK + Buffer.from(text, 'utf16le').toString('base64');
}

function decode(text: string): string {
  return text.startsWith(MARK) ? Buffer.from(text.slice(MARK.length), 'base64').toString('utf16le') : text;
}

/** All texts in it, the names of members too. */
function mapTexts(value: unknown, map: (text: string) => string): unknown {
  if (typeof value === 'string') return map(value);
  if (Array.isArray(value)) return value.map((element) => mapTexts(element, map));
  return isObject(value) ? mapObject(value, map) : value;
}

/** Object.fromEntries, unlike an assignment, makes a plain member of `__proto__` too. */
function mapObject(object: StreamState, map: (text: string) => string): StreamState {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [map(name), mapTexts(value, map)]));
}
