import { text } from '../columns.ts';
import { GROUP_COLUMNS } from '../shared-columns.ts';
import type { StreamDefinition } from '../types.ts';

export const guideCategories = {
  name: 'guide_categories',
  description: 'One row per category of guides.',
  source: {
    kind: 'list',
    request: { aggregation: { groups: { items: true, groupType: 'guideCategory' } } },
    byApp: false,
  },
  columns: {
    id: text('Id of the category.'),
    name: text('Name of the category.'),
    ...GROUP_COLUMNS,
  },
  primaryKey: ['id'],
  cursor: 'last_updated_at',
  mayBeRefused: true,
} as const satisfies StreamDefinition;
