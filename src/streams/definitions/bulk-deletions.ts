import { any, text } from '../columns.ts';
import type { StreamDefinition } from '../types.ts';

export const bulkDeletions = {
  name: 'bulk_deletions',
  description: 'One row per bulk deletion of visitors or accounts that is not done yet.',
  source: { kind: 'items', path: 'bulkdelete' },
  columns: {
    item: any('The request as Pendo sent it.'),
    list: text("Name of the list that holds the request, where Pendo's answer has several."),
  },
  nestedColumns: [
    {
      name: 'id',
      path: ['item', 'id'],
      // Nobody has published a request: one without an id, or that is nothing but its id, is told apart by all of it.
      orElse: [['item']],
      type: 'string',
      description: 'Id of the request.',
    },
  ],
  primaryKey: ['id'],
  mayBeRefused: true,
} as const satisfies StreamDefinition;
