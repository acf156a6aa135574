import { text } from '../columns.ts';
import { PAGE_AND_FEATURE_COLUMNS } from '../shared-columns.ts';
import type { StreamDefinition } from '../types.ts';

export const pages = {
  name: 'pages',
  description: 'One row per page that is tagged in Pendo.',
  source: { kind: 'list', request: { path: 'page', query: { expand: '*' } }, byApp: true },
  columns: {
    id: text('Id of the page.'),
    name: text('Name of the page.'),
    ...PAGE_AND_FEATURE_COLUMNS,
  },
  primaryKey: ['id'],
  cursor: 'last_updated_at',
} as const satisfies StreamDefinition;
