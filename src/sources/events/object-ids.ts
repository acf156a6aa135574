import { aggregationBody, appIdParameter } from '../../pendo/aggregation.ts';
import type { StreamContext } from '../../sync/types.ts';
import { asText, listValues } from '../aggregate-values.ts';
import type { EventsInput } from './input.ts';

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
