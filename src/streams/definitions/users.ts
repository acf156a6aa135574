import { boolean, integer, list, text, time } from '../columns.ts';
import type { StreamDefinition } from '../types.ts';

export const users = {
  name: 'users',
  description: 'One row per Pendo user who made, changed or owns an object. Pendo has no list of its users.',
  source: { kind: 'users' },
  columns: {
    id: text('Id of the user; -42 is the system.'),
    username: text('Name with which the user logs in.'),
    first: text('First name.'),
    last: text('Last name.'),
    role: integer('Role, as a number of Pendo.'),
    userType: text('Kind of user.'),
    hasLoggedIn: boolean('Whether the user ever logged in.'),
    lastLogin: time('Time of the last login, as it was when the object was saved.'),
    visitorIds: list('string', 'Visitor ids of the user.'),
    deletedAt: time('Time at which the user was deleted.'),
  },
  primaryKey: ['id'],
  mayBeRefused: true,
} as const satisfies StreamDefinition;
