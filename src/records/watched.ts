/** Returns the values at these dotted paths of a decoded row. A path that the row lacks is missing. */
export function watched(row: unknown, paths: readonly string[]): ReadonlyMap<string, unknown> {
  const values = new Map<string, unknown>();
  for (const path of paths) {
    const value = path.split('.').reduce(member, row);
    if (value !== undefined) {
      values.set(path, value);
    }
  }
  return values;
}

function member(value: unknown, name: string): unknown {
  const isOwn = typeof value === 'object' && value !== null && Object.hasOwn(value, name);
  return isOwn ? (value as Record<string, unknown>)[name] : undefined;
}
