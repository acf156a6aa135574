import { text } from '../columns.ts';
import { BUCKET_COLUMNS, groupedEventColumns } from '../shared-columns.ts';
import type { StreamDefinition } from '../types.ts';

export const trackEvents = {
  name: 'track_events',
  description: 'Track events of one kind by a visitor, grouped by day or hour.',
  source: {
    kind: 'aggregated_events',
    source: 'trackEvents',
    objects: { idsParameter: 'trackTypeIds', source: 'trackTypes' },
  },
  ...BUCKET_COLUMNS,
  columns: groupedEventColumns({
    trackTypeId: text('Track type of the events.'),
  }),
  primaryKey: [
    'account_id',
    'remote_ip',
    'server',
    'visitor_id',
    'bucket',
    'track_type_id',
    'user_agent',
    'app_id',
    'row_number',
  ],
  cursor: 'bucket',
} as const satisfies StreamDefinition;
