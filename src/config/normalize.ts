import { isObject } from '../utils/is-object.ts';
import { type ObjectSchema, orderedProperties, type PropertySchema } from './spec.ts';

/**
 * A copy of the config that holds only what the spec knows (Airbyte adds properties of its own), without nulls and blank
 * texts, with trimmed texts. A group of options, such as `advanced`, is always there, so that its defaults apply.
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

/** Undefined for a value that counts as absent. A value of a wrong type stays: the schema's check names it. */
function normalizeValue(raw: unknown, schema: PropertySchema): unknown {
  const text = typeof raw === 'string' ? raw.trim() : raw;
  const value = text === null || text === '' ? undefined : text;
  if (schema.type !== 'object') return value;
  const group = value ?? {};
  return isObject(group) ? normalizeObject(group, schema) : group;
}
