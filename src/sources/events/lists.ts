import { RefusedError } from '../../airbyte/errors.ts';
import { aggregationBody, appIdParameter } from '../../pendo/aggregation.ts';
import type { StreamContext } from '../../sync/types.ts';
import { asNumber, asText, listValues } from '../aggregate-values.ts';
import type { EventsInput } from './input.ts';

/**
 * The ids of all apps. Undefined when Pendo does not tell: its documentation names the source `apps` in an example only
 * (evidence.md#apps-source).
 */
export async function listApps(input: EventsInput, context: StreamContext): Promise<readonly number[] | undefined> {
  const body = aggregationBody(`${input.definition.name}-apps`, [{ source: { apps: null } }, { select: { id: 'id' } }]);
  try {
    const apps = await listValues({ input, context, body, field: 'id', what: 'list of apps', parse: asNumber });
    return apps.length === 0 ? undefined : apps;
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    return undefined;
  }
}

/** The ids of the pages, features or track types of these apps; of all apps when undefined. */
export function listIds(
  input: EventsInput,
  context: StreamContext,
  { objects, apps }: { objects: string; apps: readonly number[] | undefined },
): Promise<readonly string[]> {
  input.warnOnce('ids', `reading by ids, which leaves out the events of deleted ${objects}.`);
  const source = { [objects]: { appId: appIdParameter(apps) } };
  const body = aggregationBody(`${input.definition.name}-ids`, [{ source }, { select: { id: 'id' } }]);
  const what = `list of ${objects}`;
  return listValues({ input, context, body, what, field: 'id', parse: asText, needsValues: true });
}
