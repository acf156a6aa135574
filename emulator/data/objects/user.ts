import type { PendoRow } from '../../types.ts';

/** Who created or changed an object. Roles are small numbers, the usual type is `normal` (evidence.md#users). */
export function user(number: number): PendoRow {
  return {
    id: String(4_000_000_000_000_000 + number),
    username: `pm${number}@acme.example`,
    first: 'Pat',
    last: `Manager ${number}`,
    role: 3 + (number % 6),
    userType: number % 3 === 0 ? '' : 'normal',
    hasLoggedIn: number % 2 === 0,
    ...(number % 4 === 2 ? { deletedAt: 1_700_000_000_000, visitorIds: null } : { visitorIds: [`pm${number}`] }),
  };
}

/** Pendo itself (evidence.md#users). */
export const SYSTEM_USER: PendoRow = { id: '-42', username: 'system', first: '', last: '', role: 1, userType: '' };
