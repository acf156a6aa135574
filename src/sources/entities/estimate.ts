import { ConnectorError, SyncEndingError } from '../../airbyte/errors.ts';
import { aggregationBody } from '../../pendo/aggregation.ts';
import type { EntitiesSource } from '../../streams/types.ts';
import type { StreamContext } from '../../sync/types.ts';
import { asNumber, listValues } from '../aggregate-values.ts';
import type { SourceInput } from '../kind.ts';
import { entityParameters } from '../people-parameters.ts';

/** This share of the rows may be missing without a warning: rows come and go while the pages are read. */
const MISSING_ONE_IN = 1000;

/**
 * Asks how many rows a first reading will bring. `count` returns a single row, so this is cheap
 * (evidence.md#count-operator). Returns undefined when Pendo does not tell. Events are not counted, since Pendo would
 * have to scan all of them twice.
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
    // A missing progress bar must not fail a stream.
    context.signal.throwIfAborted();
    if (!(error instanceof ConnectorError) || error instanceof SyncEndingError) throw error;
    input.log.debug(`${input.definition.name}: no estimate. ${error.message}`);
    return undefined;
  }
}

/**
 * Warns when a first reading brought fewer rows than Pendo had counted. Asks for the count again first, since rows may
 * have been deleted meanwhile. It is a warning, not an error, because Pendo does not say that `count` counts exactly
 * what the pages list.
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
