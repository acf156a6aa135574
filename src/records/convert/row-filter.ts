import type { RawObject } from './json-text.ts';

/** Keeps the rows in which one of the fields is one of the values, or a list that holds one of them. */
export interface RowFilter {
  readonly fields: readonly string[];
  /** As text: an id may come as a number or as a text. */
  readonly values: ReadonlySet<string>;
}

/** Whether a row is kept: a row with none of the fields is, since nothing says that it belongs elsewhere. */
export function passesFilter(row: RawObject, filter: RowFilter): boolean {
  const found = filter.fields.flatMap((field) => {
    const value: unknown = JSON.parse(row.get(field) ?? 'null');
    return Array.isArray(value) ? value : value === null ? [] : [value];
  });
  return found.length === 0 || found.some((value) => filter.values.has(String(value)));
}
