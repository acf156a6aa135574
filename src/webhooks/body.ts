import { isUtf8 } from 'node:buffer';
import { isObject } from '../airbyte/catalog.ts';
import { splitObjects, withoutLineBreaks } from '../records/raw-object.ts';
import type { InboxEvent } from './inbox.ts';
import { Refusal } from './refusal.ts';

const MAX_UNIQUE_ID_CHARACTERS = 512;
/** The settings page's test; its app is named "webhook-test" (facts 5, grade C). */
const PING = 'ping';

export interface ParsedBody {
  readonly events: readonly InboxEvent[];
  readonly pings: number;
}

/**
 * The events of a body: of one JSON object, as Pendo sends it, or of an array of them. Throws a Refusal that names what is
 * wrong. Each event keeps its own text: numbers with every digit, odd and doubled keys, whatever its name.
 */
export function parseBody(body: Uint8Array, receivedAtMs: number): ParsedBody {
  if (!isUtf8(body)) throw new Refusal({ status: 400, reason: 'not_utf8', message: 'The body is not UTF-8.' });
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
  const value = parseJson(text);
  const objects = Array.isArray(value) ? value.map(toObject) : [toObject(value)];
  const texts = Array.isArray(value) ? splitObjects(text) : [text.trim()];
  const events: InboxEvent[] = [];
  for (const [index, object] of objects.entries()) {
    if (object.event !== PING) events.push(toEvent(object, texts[index] ?? '', receivedAtMs));
  }
  return { events, pings: objects.length - events.length };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal({ status: 400, reason: 'not_json', message: 'The body is not JSON.' });
  }
}

function toObject(value: unknown): Record<string, unknown> {
  if (isObject(value)) return value;
  throw new Refusal({
    status: 400,
    reason: 'not_json',
    message: 'The body is neither a JSON object nor an array of JSON objects.',
  });
}

function toEvent(object: Record<string, unknown>, text: string, receivedAtMs: number): InboxEvent {
  const { uniqueId, event } = object;
  if (typeof uniqueId !== 'string' || !isWithinLength(uniqueId)) {
    const message = `An event has no uniqueId; it must be a text of 1 to ${MAX_UNIQUE_ID_CHARACTERS} characters.`;
    throw new Refusal({ status: 400, reason: 'no_unique_id', message });
  }
  return {
    // Well-formed JSON.stringify escapes NUL and halves of surrogate pairs: neither may stand in a column of PostgreSQL.
    uniqueId: JSON.stringify(uniqueId),
    event: typeof event === 'string' ? JSON.stringify(event) : null,
    payload: withoutLineBreaks(text),
    receivedAtMs,
  };
}

/** Counts characters, not UTF-16 units. */
function isWithinLength(text: string): boolean {
  if (text.length > 2 * MAX_UNIQUE_ID_CHARACTERS) return false;
  const { length } = text.length > MAX_UNIQUE_ID_CHARACTERS ? [...text] : text;
  return length >= 1 && length <= MAX_UNIQUE_ID_CHARACTERS;
}
