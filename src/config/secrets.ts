import { isObject } from '../utils/is-object.ts';
import { type ConnectorSpecification, orderedProperties, type PropertySchema } from './spec.ts';

const MASK = '****';

/**
 * Real keys have 36 characters or more. A "secret" of up to three protects nothing, and masking it would tear holes
 * into every word that holds it: a log in which each "a" is hidden helps nobody.
 */
const SHORTEST_SECRET = 4;

/**
 * The values of all properties that the spec marks `airbyte_secret`, as written and trimmed. It takes the config as it
 * came, good or bad: the error about a bad config must not show the key either.
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
    // A key written without quotes is refused later, but it is a key.
    return typeof value === 'string' || typeof value === 'number' ? [String(value)] : [];
  });
}

/**
 * Makes a function that puts `****` for each secret, also where it stands URL-encoded, JSON-escaped or in base64. Give
 * it plain texts, before they become JSON: in finished JSON a secret such as `null` could break more than it hides.
 */
export function createRedactor(secrets: readonly string[]): (text: string) => string {
  const forms = new Set(secrets.filter(({ length }) => length >= SHORTEST_SECRET).flatMap(formsOf));
  // The longest first: a secret that holds another one is hidden whole.
  const ordered = [...forms].sort((a, b) => b.length - a.length);
  return (text) => ordered.reduce((redacted, form) => redacted.replaceAll(form, MASK), text);
}

function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8');
  return [
    secret,
    // toWellFormed: encodeURIComponent throws for half a surrogate pair.
    encodeURIComponent(secret.toWellFormed()),
    new URLSearchParams([['', secret]]).toString().slice(1),
    JSON.stringify(secret).slice(1, -1),
    // Without padding, so that it is found with and without.
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
  ];
}
