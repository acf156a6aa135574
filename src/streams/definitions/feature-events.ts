import { object, text } from '../columns.ts';
import { BUCKET_COLUMNS, groupedEventColumns } from '../shared-columns.ts';
import type { StreamDefinition } from '../types.ts';

export const featureEvents = {
  name: 'feature_events',
  description: 'Uses of a feature by a visitor, grouped by day or hour.',
  source: {
    kind: 'aggregated_events',
    source: 'featureEvents',
    objects: { idsParameter: 'featureIds', source: 'features' },
  },
  ...BUCKET_COLUMNS,
  columns: groupedEventColumns({
    featureId: text('Feature that was used.'),
    parameters: object('Parameters by which Pendo split the row; most subscriptions have none.'),
  }),
  primaryKey: [
    'account_id',
    'server',
    'remote_ip',
    'visitor_id',
    'bucket',
    'feature_id',
    'user_agent',
    'app_id',
    'row_number',
  ],
  cursor: 'bucket',
} as const satisfies StreamDefinition;
