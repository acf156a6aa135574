import type { ObjectSource } from '../../types.ts';
import { resolveAppIds } from '../app-ids.ts';
import type { Source } from './source.ts';

const OBJECTS: readonly ObjectSource[] = ['pages', 'features', 'trackTypes', 'guides'];

/**
 * Objects belong to apps, so a query without `appId` returns only the default app (evidence.md#default-app). A
 * `timeSeries` inside is accepted and changes nothing (evidence.md#time-series-in-objects).
 */
export const OBJECT_SOURCES: readonly (readonly [string, Source])[] = OBJECTS.map((name) => [name, objects(name)]);

function objects(name: ObjectSource): Source {
  return {
    parameters: ['appId', 'timeSeries'],
    open: ({ subscription, now, behaviour }, { parameters }) => ({
      rows: subscription.objects(name, now, resolveAppIds(subscription, parameters.appId, behaviour)),
    }),
  };
}
