import { METADATA_COLUMNS } from '../shared-columns.ts';
import type { StreamDefinition } from '../types.ts';

export const metadataAccounts = {
  name: 'metadata_accounts',
  description: 'One row per metadata field of accounts.',
  source: { kind: 'metadata', metadataKind: 'account' },
  columns: METADATA_COLUMNS,
  primaryKey: ['group', 'field'],
} as const satisfies StreamDefinition;
