import { object, text } from '../columns.ts';
import { BUCKET_COLUMNS, groupedEventColumns } from '../shared-columns.ts';
import type { StreamDefinition } from '../types.ts';

export const pageEvents = {
  name: 'page_events',
  description: 'Views of a page by a visitor, grouped by day or hour.',
  source: {
    kind: 'aggregated_events',
    source: 'pageEvents',
    objects: { idsParameter: 'pageIds', source: 'pages' },
  },
  ...BUCKET_COLUMNS,
  columns: groupedEventColumns({
    pageId: text('Page that was viewed.'),
    parameters: object("Parameters of the page's address by which Pendo split the row."),
  }),
  primaryKey: [
    'account_id',
    'server',
    'remote_ip',
    'visitor_id',
    'bucket',
    'page_id',
    'user_agent',
    'app_id',
    'row_number',
  ],
  cursor: 'bucket',
} as const satisfies StreamDefinition;
