import { integer } from '../columns.ts';
import { FEEDBACK_COLUMNS } from '../shared-columns.ts';
import type { StreamDefinition } from '../types.ts';

export const ideas = {
  name: 'ideas',
  description: 'One row per idea in Pendo Listen.',
  source: {
    kind: 'list',
    request: { aggregation: { vocItems: { appId: ['expandAppIds("*")'], type: 'idea' } } },
    byApp: false,
  },
  columns: {
    ...FEEDBACK_COLUMNS,
    effort: integer('Effort from 1 to 5.'),
    impact: integer('Impact from 1 to 5.'),
  },
  primaryKey: ['id'],
  mayBeRefused: true,
} as const satisfies StreamDefinition;
