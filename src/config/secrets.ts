import { isObject } from '../utils/is-object.ts';
import { type ConnectorSpecification, orderedProperties, type PropertySchema } from './spec.ts';

const MASK = '****';

/**
 * Real keys have 36 characters or more. A "secret" of up to three characters protects nothing, and masking it would
 * make the log unreadable: think of a log in which each "a" is hidden.
 */
const SHORTEST_SECRET = 4;

/**
 * Returns the values of all properties that the spec marks `airbyte_secret`, as written and trimmed. Accepts an invalid
 * config too: the error about it must not show the key either.
 */
export function secretValues(configRaw: unknown, spec: ConnectorSpecification): string[] {
  const values = collect(configRaw, spec.connectionSpecification);
  return [...new Set(values.flatMap((value) => [value, value.trim()]))].filter((value) => value !== '');
}

function collect(raw: unknown, schema: Pick<PropertySchema, 'properties'>): string[] {
  if (!isObject(raw)) return [];
  return orderedProperties(schema).flatMap(([name, property]) => {
    const value = raw[name];
    if (property.airbyte_secret !== true) return collect(value, property);
    // A key without quotes is rejected later, but it is still a secret.
    return typeof value === 'string' || typeof value === 'number' ? [String(value)] : [];
  });
}

/**
 * Returns a function that replaces each secret by `****`, also in its URL-encoded, JSON-escaped and base64 forms. Pass
 * it plain texts and not finished JSON: there, replacing a secret such as `null` would break the JSON.
 */
export function createRedactor(secrets: readonly string[]): (text: string) => string {
  const forms = new Set(secrets.filter(({ length }) => length >= SHORTEST_SECRET).flatMap(formsOf));
  // The longest first, so that a secret that contains another one is hidden completely.
  const ordered = [...forms].sort((a, b) => b.length - a.length);
  return (text) => ordered.reduce((redacted, form) => redacted.replaceAll(form, MASK), text);
}

function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8');
  return [
    secret,
    // toWellFormed, because encodeURIComponent throws for a lone surrogate.
    encodeURIComponent(secret.toWellFormed()),
    new URLSearchParams([['', secret]]).toString().slice(1),
    JSON.stringify(secret).slice(1, -1),
    // Without padding, so that it matches with and without padding.
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
  ];
}
