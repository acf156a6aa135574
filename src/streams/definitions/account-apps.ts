import { integer, object, text, time } from '../columns.ts';
import { APP_VISIT_TIMES } from '../shared-columns.ts';
import type { StreamDefinition } from '../types.ts';

export const accountApps = {
  name: 'account_apps',
  description: 'One row per pair of an account and an app that it used.',
  source: {
    kind: 'entities',
    source: 'accounts',
    idField: 'accountId',
    updatedPath: 'metadata.auto.lastupdated',
    metadataKind: 'account',
    anonymous: false,
  },
  explode: [
    {
      fields: ['metadata'],
      parent: { accountId: 'accountId', lastupdated: 'metadata.auto.lastupdated' },
      id: 'appId',
      whole: 'fields',
      appGroups: true,
    },
  ],
  columns: {
    accountId: text('The account that used the app.'),
    appId: integer('App that it used.'),
    fields: object('All that Pendo keeps of the account for this app.'),
    lastupdated: time('Time of the last change of the account; of the reading, where Pendo gives none.'),
  },
  nestedColumns: APP_VISIT_TIMES,
  primaryKey: ['account_id', 'app_id'],
  cursor: 'lastupdated',
  mayBeRefused: true,
} as const satisfies StreamDefinition;
