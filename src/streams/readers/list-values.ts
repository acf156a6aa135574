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
  /** Names the request in logs and errors, e.g. `list of apps`. */
  readonly what: string;
  /** Undefined for a value that does not count. */
  readonly parse: (value: unknown) => T | undefined;
  /** Which errors the same request may outlive; by default all that pass by themselves. */
  readonly passes?: (error: unknown) => boolean;
}

/** The values of one field over all rows of an aggregation that is small enough to be held: ids, apps. */
export function listValues<T>(options: ListValuesOptions<T>): Promise<readonly T[]> {
  const { input, context, body, field, what, parse } = options;
  return repeat(input, context, options.passes ?? isPassing, async () => {
    const values: T[] = [];
    const chunks = input.client.aggregate(body, requestContext(input, context, `(${what})`));
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
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined;
}

/** Ids are text in all that was seen, but nothing promises it. */
export function asId(value: unknown): string | number | undefined {
  return typeof value === 'string' || typeof value === 'number' ? value : undefined;
}
