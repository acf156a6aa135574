import type { ErrorObject } from 'ajv';
import { isRawNumber } from './airbyte/exact-json.ts';
import type { AirbyteMessage } from './airbyte/messages.ts';
import { compileSchema } from './compile-schema.ts';
import { MESSAGE_SCHEMAS } from './protocol-schema.ts';

const SHOWN_CHARACTERS = 300;

/** All errors in the messages: wrong types, missing keys, wrong enum values, and keys that Airbyte doesn't know. */
export function checkMessages(messages: readonly AirbyteMessage[]): string[] {
  const validators = new Map(Object.entries(MESSAGE_SCHEMAS).map(([kind, schema]) => [kind, compileSchema(schema)]));
  return messages.flatMap((message) => {
    const kind = message.type === 'TRACE' ? `TRACE ${message.trace?.type}` : message.type;
    const validate = validators.get(kind);
    if (validate === undefined) return [`${kind} is no kind of Airbyte message: ${shorten(message)}`];
    if (validate(withPlainNumbers(message))) return [];
    return (validate.errors ?? []).map((error) => `${kind}${describe(error)}: ${shorten(message)}`);
  });
}

export function describe({ instancePath, message, params }: ErrorObject): string {
  const key = 'additionalProperty' in params ? ` "${params.additionalProperty}"` : '';
  return `${instancePath} ${message}${key}`;
}

/** A value as JSON that is short enough for a message. */
export function shorten(value: unknown): string {
  return shortenText(JSON.stringify(value) ?? 'undefined');
}

export function shortenText(text: string, characters = SHOWN_CHARACTERS): string {
  return text.length <= characters ? text : `${text.slice(0, characters)}…`;
}

/**
 * A value that ajv can check: numbers with more digits than JavaScript can hold are rounded. Airbyte's tests are strict
 * about integers, so 1.0 and 1e3 must not pass as integers: they become a fraction.
 */
export function withPlainNumbers(value: unknown): unknown {
  return holdsRawNumber(value) ? plainCopy(value) : value;
}

/** Hardly any record does, and copying all of them takes longer than to look. */
function holdsRawNumber(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return isRawNumber(value) || Object.values(value).some(holdsRawNumber);
}

function plainCopy(value: unknown): unknown {
  if (isRawNumber(value)) return plainNumber(value.rawJSON);
  if (Array.isArray(value)) return value.map(plainCopy);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plainCopy(member)]));
}

function plainNumber(digits: string): number {
  const near = Number(digits);
  if (/^-?\d+$/.test(digits)) return Number.isFinite(near) ? near : Number.MAX_SAFE_INTEGER;
  return Number.isInteger(near) ? 0.5 : near;
}
