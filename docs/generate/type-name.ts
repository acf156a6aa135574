import { isObject } from '../../src/utils/is-object.ts';

const NAMES: Readonly<Record<string, string>> = { string: 'text', 'date-time': 'timestamp', array: 'list' };

/**
 * Returns a JSON schema's type in a word or two, e.g. `timestamp` or `list of text`. Null is left out, since nearly
 * every column allows it.
 */
export function typeName(schema: Readonly<Record<string, unknown>>): string {
  const types = [schema.type].flat().filter((type) => type !== 'null');
  const [type] = types;
  if (types.length !== 1 || typeof type !== 'string') return 'anything';
  if (type === 'array') return `list of ${isObject(schema.items) ? typeName(schema.items) : 'anything'}`;
  const name = typeof schema.format === 'string' ? schema.format : type;
  return NAMES[name] ?? name;
}
