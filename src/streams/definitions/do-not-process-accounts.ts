import type { StreamDefinition } from '../types.ts';
import { accounts } from './accounts.ts';

export const doNotProcessAccounts = {
  name: 'do_not_process_accounts',
  description: 'One row per account that Pendo was told not to process, with its metadata.',
  source: {
    ...accounts.source,
    source: 'doNotProcessAccounts',
  },
  columns: accounts.columns,
  nestedColumns: accounts.nestedColumns,
  primaryKey: accounts.primaryKey,
  mayBeRefused: true,
} as const satisfies StreamDefinition;
