import { integer, text, time } from '../columns.ts';
import type { StreamDefinition } from '../types.ts';

export const productAreaItems = {
  name: 'product_area_items',
  description: 'One row per item of a product area: a page, a feature or a track type.',
  source: { kind: 'list', request: { aggregation: { groups: { items: true, groupType: 'group' } } }, byApp: false },
  explode: [{ fields: ['items'], parent: { productAreaId: 'id', lastUpdatedAt: 'lastUpdatedAt' }, index: 'itemIndex' }],
  columns: {
    productAreaId: text('Product area that holds the item.'),
    itemType: text('Kind of the item: Page, Feature or TrackType.'),
    itemId: text('Id of the item.'),
    itemIndex: integer("Place of the item among the area's items, from 0."),
    lastUpdatedAt: time('Time of the last change of the product area; of the reading, where Pendo gives none.'),
  },
  primaryKey: ['product_area_id', 'item_type', 'item_id'],
  cursor: 'last_updated_at',
  mayBeRefused: true,
} as const satisfies StreamDefinition;
