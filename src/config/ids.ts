import type { Ids } from './types.ts';

/** Reads `abc, def` into ids, each once and in their order, or `*` into all; undefined when the option is absent. */
export function parseIds(text: string | undefined): Ids | undefined {
  if (text === undefined) return undefined;
  const ids = text.split(',').map((id) => id.trim());
  return ids.includes('*') ? 'all' : [...new Set(ids)];
}
