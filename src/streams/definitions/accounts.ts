import { text } from '../columns.ts';
import type { StreamDefinition } from '../types.ts';

export const accounts = {
  name: 'accounts',
  description: 'One row per account, with its metadata.',
  source: {
    kind: 'entities',
    source: 'accounts',
    idField: 'accountId',
    updatedPath: 'metadata.auto.lastupdated',
    metadataKind: 'account',
    anonymous: false,
  },
  columns: {
    accountId: text('Id of the account.'),
  },
  nestedColumns: [
    {
      name: 'lastupdated',
      path: ['metadata', 'auto', 'lastupdated'],
      type: 'time',
      description: 'Time of the last change of the account or its metadata; of the reading, where Pendo gives none.',
    },
  ],
  primaryKey: ['account_id'],
  cursor: 'lastupdated',
} as const satisfies StreamDefinition;
