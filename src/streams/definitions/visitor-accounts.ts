import { boolean, text, time } from '../columns.ts';
import type { StreamDefinition } from '../types.ts';

export const visitorAccounts = {
  name: 'visitor_accounts',
  description: 'One row per pair of a visitor and one of its accounts.',
  source: {
    kind: 'entities',
    source: 'visitors',
    idField: 'visitorId',
    updatedPath: 'metadata.auto.lastupdated',
    metadataKind: 'visitor',
    anonymous: true,
  },
  explode: [
    {
      fields: ['metadata.auto.accountids', 'metadata.auto.accountid'],
      parent: { visitorId: 'visitorId', lastupdated: 'metadata.auto.lastupdated' },
      value: 'accountId',
      distinct: true,
      equals: { name: 'isCurrent', path: 'metadata.auto.accountid' },
    },
  ],
  columns: {
    visitorId: text('Visitor of the account.'),
    accountId: text('Account of the visitor.'),
    isCurrent: boolean('Whether the visitor came with this account last.'),
    lastupdated: time('Time of the last change of the visitor; of the reading, where Pendo gives none.'),
  },
  primaryKey: ['visitor_id', 'account_id'],
  cursor: 'lastupdated',
  mayBeRefused: true,
} as const satisfies StreamDefinition;
