import { integer, object, text, time } from '../columns.ts';
import { APP_VISIT_TIMES } from '../shared-columns.ts';
import type { StreamDefinition } from '../types.ts';

export const visitorApps = {
  name: 'visitor_apps',
  description: 'One row per pair of a visitor and an app that it used.',
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
      fields: ['metadata'],
      parent: { visitorId: 'visitorId', lastupdated: 'metadata.auto.lastupdated' },
      id: 'appId',
      whole: 'fields',
      appGroups: true,
    },
  ],
  columns: {
    visitorId: text('The visitor that used the app.'),
    appId: integer('App that it used.'),
    fields: object('All that Pendo keeps of the visitor for this app.'),
    lastupdated: time('Time of the last change of the visitor; of the reading, where Pendo gives none.'),
  },
  nestedColumns: APP_VISIT_TIMES,
  primaryKey: ['visitor_id', 'app_id'],
  cursor: 'lastupdated',
  mayBeRefused: true,
} as const satisfies StreamDefinition;
