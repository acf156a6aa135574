import type { StreamDefinition } from '../types.ts';
import { visitors } from './visitors.ts';

export const doNotProcessVisitors = {
  name: 'do_not_process_visitors',
  description: 'One row per visitor that Pendo was told not to process, with its metadata.',
  source: {
    ...visitors.source,
    source: 'doNotProcessVisitors',
    // Unlike visitors, this list always holds the anonymous ones: all that Pendo was told to forget.
    anonymous: false,
    parameters: { identified: false },
  },
  columns: visitors.columns,
  nestedColumns: visitors.nestedColumns,
  primaryKey: visitors.primaryKey,
  mayBeRefused: true,
} as const satisfies StreamDefinition;
