import { METADATA_COLUMNS } from '../shared-columns.ts';
import type { StreamDefinition } from '../types.ts';

export const metadataVisitors = {
  name: 'metadata_visitors',
  description: 'One row per metadata field of visitors.',
  source: { kind: 'metadata', metadataKind: 'visitor' },
  columns: METADATA_COLUMNS,
  primaryKey: ['group', 'field'],
} as const satisfies StreamDefinition;
