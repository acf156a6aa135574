/**
 * Returns a text as a quoted literal of Pendo's filter language. Escapes `\` and `"`: in production, an unescaped id
 * with either made Pendo answer 400 "Cannot parse filter expression" (evidence.md#filter-escapes).
 */
function filterLiteral(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** Returns an id as a literal of the filter language. */
export function idLiteral(id: string | number): string {
  return typeof id === 'string' ? filterLiteral(id) : String(id);
}

/** Joins conditions that must all hold. Returns undefined when there are none. */
export function allOf(conditions: readonly string[]): string | undefined {
  return conditions.length === 0 ? undefined : conditions.join(' && ');
}
