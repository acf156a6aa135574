import { any, text } from '../columns.ts';
import type { StreamDefinition } from '../types.ts';

export const excludeList = {
  name: 'exclude_list',
  description: "One row per entry of Pendo's exclude list. Pendo has not published what an entry looks like.",
  source: { kind: 'items', path: 'blacklist' },
  columns: {
    item: any('The entry as Pendo sent it.'),
    list: text("Name of the list that holds the entry, where Pendo's answer has several."),
  },
  primaryKey: ['row_number'],
  mayBeRefused: true,
} as const satisfies StreamDefinition;
