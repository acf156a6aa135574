import { isObject } from '../utils/is-object.ts';
import type { StreamState } from './stream-state.ts';

/**
 * Airbyte stores states in PostgreSQL's jsonb, which rejects U+0000 and lone surrogates. Pendo's ids may hold either,
 * because end users choose some of them. Such a text is stored as base64 of its UTF-16, behind this mark.
 */
const MARK = 'utf-16le;base64,';
const NUL = '\u0000';

/** Encodes a state so that any JSON store accepts it. */
export function toStore(state: StreamState): StreamState {
  return mapObject(state, encode);
}

/** Reverses `toStore`. Older states hold no mark and stay as they are. */
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

/** Maps all texts in a JSON value, member names included. */
function mapTexts(value: unknown, map: (text: string) => string): unknown {
  if (typeof value === 'string') return map(value);
  if (Array.isArray(value)) return value.map((element) => mapTexts(element, map));
  return isObject(value) ? mapObject(value, map) : value;
}

/** Object.fromEntries creates an own member even for `__proto__`; an assignment would not. */
function mapObject(object: StreamState, map: (text: string) => string): StreamState {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [map(name), mapTexts(value, map)]));
}
