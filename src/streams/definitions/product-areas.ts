import { text } from '../columns.ts';
import { GROUP_COLUMNS } from '../shared-columns.ts';
import type { StreamDefinition } from '../types.ts';

export const productAreas = {
  name: 'product_areas',
  description: 'One row per product area.',
  source: { kind: 'list', request: { aggregation: { groups: { items: true, groupType: 'group' } } }, byApp: false },
  columns: {
    id: text('Id of the product area.'),
    name: text('Name of the product area.'),
    ...GROUP_COLUMNS,
    feedbackProductId: text('Product in feedback to which it belongs.'),
    feedbackVisibility: text('Who sees it in feedback.'),
  },
  primaryKey: ['id'],
  cursor: 'last_updated_at',
  mayBeRefused: true,
} as const satisfies StreamDefinition;
