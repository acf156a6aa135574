/**
 * A text as a literal of Pendo's filter language, quotes included. `\` is escaped before `"`: an id with either made
 * Pendo answer 400 "Cannot parse filter expression" in production (evidence.md#filter-escapes).
 */
function filterLiteral(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** An id as a literal of the filter language. */
export function idLiteral(id: string | number): string {
  return typeof id === 'string' ? filterLiteral(id) : String(id);
}

/** Joins conditions that must all hold; undefined when there are none. */
export function allOf(conditions: readonly string[]): string | undefined {
  return conditions.length === 0 ? undefined : conditions.join(' && ');
}
