import { isObject } from '../../airbyte/catalog.ts';
import { readJsonRows } from '../../records/json-rows.ts';
import type { StreamContext } from '../../sync/types.ts';
import { isPassing, repeat } from './failures.ts';
import { type ReaderInput, requestContext } from './input.ts';

export interface ListValuesOptions<T> {
  readonly input: ReaderInput;
  readonly context: StreamContext;
  readonly body: object;
  readonly field: string;
  /** Undefined for a value that does not count. */
  readonly parse: (value: unknown) => T | undefined;
  /** Which errors the same request may outlive; by default all that pass by themselves. */
  readonly passes?: (error: unknown) => boolean;
}

/** The values of one field over all rows of an aggregation that is small enough to be held: ids, apps. */
export function listValues<T>(options: ListValuesOptions<T>): Promise<readonly T[]> {
  const { input, context, body, field, parse } = options;
  return repeat(input, context, options.passes ?? isPassing, async () => {
    const values: T[] = [];
    const chunks = input.client.aggregate(body, requestContext(input, context, `(list of ${field}s)`));
    for await (const rows of readJsonRows(chunks, 'results')) {
      for (const row of rows) {
        const value = isObject(row) ? parse(row[field]) : undefined;
        if (value !== undefined) values.push(value);
      }
    }
    return values;
  });
}

export function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function asNumber(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
