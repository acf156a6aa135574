import type { RawObject } from './json-text.ts';

/** Keeps the rows in which one of the fields is one of the values, or a list that holds one of them. */
export interface RowFilter {
  readonly fields: readonly string[];
  /** As text, because an id may be a number or a text in the answer. */
  readonly values: ReadonlySet<string>;
}

/** Whether a row is kept. A row with none of the fields is kept, because nothing shows that it belongs elsewhere. */
export function passesFilter(row: RawObject, filter: RowFilter): boolean {
  const found = filter.fields.flatMap((field) => {
    const value: unknown = JSON.parse(row.get(field) ?? 'null');
    return Array.isArray(value) ? value : value === null ? [] : [value];
  });
  return found.length === 0 || found.some((value) => filter.values.has(String(value)));
}
