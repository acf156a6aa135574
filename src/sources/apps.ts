import { RefusedError } from '../airbyte/errors.ts';
import { aggregationBody } from '../pendo/aggregation.ts';
import type { StreamContext } from '../sync/types.ts';
import { asNumber, listValues } from './aggregate-values.ts';
import type { SourceInput } from './kind.ts';

/**
 * Returns the ids of all apps, or undefined when Pendo does not tell: its documentation names the source `apps` in an
 * example only (evidence.md#apps-source).
 */
export async function listApps(input: SourceInput, context: StreamContext): Promise<readonly number[] | undefined> {
  const body = aggregationBody(`${input.definition.name}-apps`, [{ source: { apps: null } }, { select: { id: 'id' } }]);
  try {
    const apps = await listValues({ input, context, body, field: 'id', what: 'list of apps', parse: asNumber });
    return apps.length === 0 ? undefined : apps;
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    return undefined;
  }
}
