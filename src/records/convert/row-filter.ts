import type { RawObject } from './json-text.ts';
import { timeMs } from './times.ts';

export type RowFilter = ValueFilter | TimeFilter;

/** Keeps the rows in which one of the fields is one of the values, or a list that holds one of them. */
export interface ValueFilter {
  readonly fields: readonly string[];
  /** As text, because an id may be a number or a text in the answer. */
  readonly values: ReadonlySet<string>;
}

/** Keeps the rows in which the field is a time before another, in epoch milliseconds. */
export interface TimeFilter {
  readonly timeField: string;
  readonly before: number;
}

/** Whether a row is kept. A row with none of the fields is kept, because nothing shows that it belongs elsewhere. */
export function passesFilter(row: RawObject, filter: RowFilter): boolean {
  return 'before' in filter ? isBefore(row, filter) : hasValue(row, filter);
}

function hasValue(row: RawObject, { fields, values }: ValueFilter): boolean {
  const found = fields.flatMap((field) => {
    const value: unknown = JSON.parse(row.get(field) ?? 'null');
    return Array.isArray(value) ? value : value === null ? [] : [value];
  });
  return found.length === 0 || found.some((value) => values.has(String(value)));
}

function isBefore(row: RawObject, { timeField, before }: TimeFilter): boolean {
  const time = timeMs(row.get(timeField) ?? 'null');
  return time == null || time < before;
}
