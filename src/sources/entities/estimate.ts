import { ConnectorError, SyncEndingError } from '../../airbyte/errors.ts';
import { aggregationBody } from '../../pendo/aggregation.ts';
import type { EntitiesSource } from '../../streams/types.ts';
import type { StreamContext } from '../../sync/types.ts';
import { asNumber, listValues } from '../aggregate-values.ts';
import type { SourceInput } from '../kind.ts';
import { entityParameters } from '../people-parameters.ts';

/** One in so many may be missing without a word: rows come and go while the pages are read. */
const MISSING_ONE_IN = 1000;

/**
 * How many rows a first reading will bring, for one small request: `count` answers one row
 * (evidence.md#count-operator). Undefined when Pendo does not tell. Events are not counted, since Pendo would have to
 * go through all of them twice.
 */
export async function countEntities(
  input: SourceInput<EntitiesSource>,
  context: StreamContext,
): Promise<number | undefined> {
  const source = {
    [input.source.source]: { ...entityParameters(input, input.source.anonymous), ...input.source.parameters },
  };
  const body = aggregationBody(`${input.definition.name}-count`, [{ source }, { count: null }]);
  try {
    const may = { canBeSkipped: true };
    const [rows] = await listValues({ input, context, body, field: 'count', what: 'count', parse: asNumber, may });
    return rows;
  } catch (error) {
    // A progress bar is worth no failed stream.
    context.signal.throwIfAborted();
    if (!(error instanceof ConnectorError) || error instanceof SyncEndingError) throw error;
    input.log.debug(`${input.definition.name}: no estimate. ${error.message}`);
    return undefined;
  }
}

/**
 * Says so when the pages of a first reading brought fewer rows than Pendo had counted. Then it is asked again, since some
 * may have been deleted meanwhile. A warning, not an error: nobody has written down that `count` counts just what is listed.
 */
export async function warnOfMissing(
  input: SourceInput<EntitiesSource>,
  context: StreamContext,
  { counted, rows }: { readonly counted: number; readonly rows: number },
): Promise<void> {
  if (!isMissing(rows, counted)) return;
  const countedNow = (await countEntities(input, context)) ?? counted;
  if (!isMissing(rows, countedNow)) return;
  const { name } = input.definition;
  input.log.warn(
    `${name}: Pendo counts ${Math.min(counted, countedNow)} ${input.source.source}, but its pages brought ${rows}. Some are missing: reset this stream and sync again; if it stays, ask Pendo's support.`,
  );
}

function isMissing(rows: number, counted: number): boolean {
  return rows < counted - Math.floor(counted / MISSING_ONE_IN);
}
