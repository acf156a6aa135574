import { isObject } from '../../airbyte/catalog.ts';
import { readJsonRows } from '../../records/json-rows.ts';
import type { StreamContext } from '../../sync/types.ts';
import { isPassing, repeat } from './failures.ts';
import { type ReaderInput, requestContext } from './input.ts';

/** The values of one field over all rows of an aggregation that is small enough to be held: ids, apps. */
export function listValues<T>(
  input: ReaderInput,
  context: StreamContext,
  body: object,
  field: string,
  parse: (value: unknown) => T | undefined,
): Promise<readonly T[]> {
  return repeat(input, context, isPassing, async () => {
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
