import { integer, list, object, text, time } from '../columns.ts';
import type { StreamDefinition } from '../types.ts';

export const productAreas = {
  name: 'product_areas',
  description: 'One row per product area.',
  source: { kind: 'list', request: { aggregation: { groups: { items: true, groupType: 'group' } } }, byApp: false },
  columns: {
    id: text('Id of the product area.'),
    name: text('Name of the product area.'),
    description: text('Description that people gave it.'),
    color: text('Colour in the user interface.'),
    length: integer('Number of its items.'),
    type: text('Kind of group, as Pendo names it.'),
    createdAt: time('Time at which it was created.'),
    createdByUser: object('Pendo user who created it.'),
    lastUpdatedAt: time('Time of its last change; of the reading, where Pendo gives none.'),
    lastUpdatedByUser: object('Pendo user who made the last change.'),
    items: list('object', 'Its items, each with itemType and itemId.'),
    feedbackProductId: text('Product in feedback to which it belongs.'),
    feedbackVisibility: text('Who sees it in feedback.'),
  },
  primaryKey: ['id'],
  cursor: 'last_updated_at',
  mayBeRefused: true,
} as const satisfies StreamDefinition;
