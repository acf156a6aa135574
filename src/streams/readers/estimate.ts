import { RefusedError } from '../../airbyte/errors.ts';
import { aggregationBody } from '../../pendo/aggregation.ts';
import type { StreamContext } from '../../sync/types.ts';
import type { EntitiesSource } from '../types.ts';
import { entityParameters } from './entity-parameters.ts';
import { isPassing } from './failures.ts';
import type { ReaderInput } from './input.ts';
import { asNumber, listValues } from './list-values.ts';

/**
 * Tells Airbyte how many rows a first reading will bring, for one small request: `count` answers one row [C]. Events
 * are not counted, since Pendo would have to go through all of them twice.
 */
export async function estimateEntities(input: ReaderInput<EntitiesSource>, context: StreamContext): Promise<void> {
  const source = { [input.source.source]: entityParameters(input, input.source.anonymous) };
  const body = aggregationBody(`${input.definition.name}-count`, [{ source }, { count: null }]);
  try {
    const [rows] = await listValues({ input, context, body, field: 'count', what: 'count', parse: asNumber });
    if (rows !== undefined) context.estimate(rows);
  } catch (error) {
    // A progress bar is worth no failed stream.
    if (!(error instanceof RefusedError) && !isPassing(error)) throw error;
    input.log.debug(`${input.definition.name}: no estimate. ${(error as Error).message}`);
  }
}
