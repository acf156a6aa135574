import { FEEDBACK_COLUMNS } from '../shared-columns.ts';
import type { StreamDefinition } from '../types.ts';

export const feedback = {
  name: 'feedback',
  description: 'One row per piece of feedback in Pendo Listen.',
  source: {
    kind: 'list',
    request: { aggregation: { vocItems: { appId: ['expandAppIds("*")'], type: 'feedback' } } },
    byApp: false,
  },
  columns: FEEDBACK_COLUMNS,
  primaryKey: ['id'],
  mayBeRefused: true,
} as const satisfies StreamDefinition;
