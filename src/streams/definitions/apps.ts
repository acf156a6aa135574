import { boolean, integer, object, text, time } from '../columns.ts';
import type { StreamDefinition } from '../types.ts';

export const apps = {
  name: 'apps',
  description: 'One row per app of the subscription. Pendo documents this list in an example only.',
  source: { kind: 'list', request: { aggregation: { apps: null } }, byApp: false },
  columns: {
    id: integer('Id of the app; the first web app of a subscription is -323232.'),
    name: text('Name of the app.'),
    displayName: text('Name that is shown.'),
    platform: text('Platform of the app, e.g. web or ios.'),
    description: text('Description that people gave it.'),
    createdAt: time('Time at which it was created.'),
    createdByUser: object('Pendo user who created it.'),
    lastUpdatedAt: time('Time of its last change; it moves with the count of events.'),
    lastUpdatedByUser: object('Pendo user who made the last change.'),
    subscriptionId: integer('Pendo subscription.'),
    integrated: boolean('Whether the app has sent events.'),
    isDeleted: boolean('Whether the app was deleted.'),
    eventCount: integer('Number of events so far.'),
    firstEventTime: time('Time of the first event.'),
    startingEventTime: time('Time from which Pendo keeps events, where it was reset.'),
  },
  primaryKey: ['id'],
  mayBeRefused: true,
} as const satisfies StreamDefinition;
