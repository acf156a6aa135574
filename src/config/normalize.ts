import { isObject } from '../utils/is-object.ts';
import { type ObjectSchema, orderedProperties, type PropertySchema } from './spec.ts';

/**
 * Returns a copy of the config with only the properties of the spec (Airbyte adds some of its own). Texts are trimmed;
 * nulls and blank texts are dropped. A group of options, such as `advanced`, is always present so that its defaults
 * apply.
 */
export function normalizeObject(
  raw: Record<string, unknown>,
  schema: ObjectSchema | PropertySchema,
): Record<string, unknown> {
  const tidy: Record<string, unknown> = {};
  for (const [name, property] of orderedProperties(schema)) {
    const value = normalizeValue(raw[name], property);
    if (value !== undefined) tidy[name] = value;
  }
  return tidy;
}

/** Returns undefined for a value that counts as absent. Keeps a value of a wrong type: the schema check reports it. */
function normalizeValue(raw: unknown, schema: PropertySchema): unknown {
  const text = typeof raw === 'string' ? raw.trim() : raw;
  const value = text === null || text === '' ? undefined : text;
  if (schema.type !== 'object') return value;
  const group = value ?? {};
  return isObject(group) ? normalizeObject(group, schema) : group;
}
