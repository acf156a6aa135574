import { text } from '../columns.ts';
import type { StreamDefinition } from '../types.ts';

export const visitors = {
  name: 'visitors',
  description: 'One row per visitor, with its metadata.',
  source: {
    kind: 'entities',
    source: 'visitors',
    idField: 'visitorId',
    updatedPath: 'metadata.auto.lastupdated',
    metadataKind: 'visitor',
    anonymous: true,
  },
  columns: {
    visitorId: text('Id of the visitor; anonymous ones begin with _PENDO_T_.'),
  },
  nestedColumns: [
    {
      name: 'lastupdated',
      path: ['metadata', 'auto', 'lastupdated'],
      type: 'time',
      description: 'Time of the last change of the visitor or its metadata; of the reading, where Pendo gives none.',
    },
  ],
  primaryKey: ['visitor_id'],
  cursor: 'lastupdated',
} as const satisfies StreamDefinition;
