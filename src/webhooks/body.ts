import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { splitObjects, withoutLineBreaks } from '../records/convert/json-text.ts';
import { isObject } from '../utils/is-object.ts';
import type { InboxEvent } from './inbox.ts';
import { Refusal } from './refusal.ts';

const MAX_UNIQUE_ID_CHARACTERS = 512;
/**
 * The event of the test button on Pendo's settings page; its app is named "webhook-test" (evidence.md#webhook-ping).
 */
const PING = 'ping';
const BYTE_ORDER_MARK = '\uFEFF';

export interface ParsedBody {
  readonly events: readonly InboxEvent[];
  readonly pings: number;
}

/**
 * Returns the events of a body that holds one JSON object, as Pendo sends it, or an array of them. Throws a Refusal
 * that names the problem. Each event keeps its original text: every digit of a number, unusual and duplicate keys, any
 * event name. A signed event without a usable uniqueId is kept too: it is not known whether every kind of event has
 * one.
 */
export function parseBody(body: Uint8Array, receivedAtMs: number): ParsedBody {
  if (!isUtf8(body)) throw new Refusal({ status: 400, reason: 'not_utf8', message: 'The body is not UTF-8.' });
  const text = textOf(body);
  const value = parseJson(text);
  const objects = Array.isArray(value) ? value.map(toObject) : [toObject(value)];
  const texts = Array.isArray(value) ? splitObjects(text) : [text.trim()];
  const events: InboxEvent[] = [];
  for (const [index, object] of objects.entries()) {
    if (object.event !== PING) events.push(toEvent(object, texts[index] ?? '', receivedAtMs));
  }
  return { events, pings: objects.length - events.length };
}

function textOf(body: Uint8Array): string {
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
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

function toEvent({ uniqueId, event }: Record<string, unknown>, text: string, receivedAtMs: number): InboxEvent {
  return {
    // JSON.stringify escapes NUL and lone surrogates; a PostgreSQL column can store neither.
    uniqueId: JSON.stringify(isUsableId(uniqueId) ? uniqueId : idOfText(text)),
    event: typeof event === 'string' ? JSON.stringify(event) : null,
    payload: withoutLineBreaks(text),
    receivedAtMs,
  };
}

/** Counts UTF-16 code units, as JavaScript does: an emoji counts as two. */
function isUsableId(uniqueId: unknown): uniqueId is string {
  return typeof uniqueId === 'string' && uniqueId.length >= 1 && uniqueId.length <= MAX_UNIQUE_ID_CHARACTERS;
}

/** Hashes the event's text from `{` to `}`, so the same event sent again gets the same id. */
function idOfText(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}
