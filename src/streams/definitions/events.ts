import { object, text } from '../columns.ts';
import { BUCKET_COLUMNS, groupedEventColumns } from '../shared-columns.ts';
import type { StreamDefinition } from '../types.ts';

export const events = {
  name: 'events',
  description: 'All events of a visitor, grouped by day or hour.',
  source: { kind: 'aggregated_events', source: 'events' },
  ...BUCKET_COLUMNS,
  columns: groupedEventColumns({
    pageId: text('Always allevents, or allevents- and the app id.'),
    parameters: object('Parameters by which Pendo split the row; most subscriptions have none.'),
  }),
  primaryKey: ['account_id', 'server', 'remote_ip', 'visitor_id', 'user_agent', 'app_id', 'bucket', 'row_number'],
  cursor: 'bucket',
} as const satisfies StreamDefinition;
