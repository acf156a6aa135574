import { boolean, list, object, text, time } from '../columns.ts';
import type { StreamDefinition } from '../types.ts';

export const segments = {
  name: 'segments',
  description: 'One row per segment that is shared with everyone in Pendo.',
  source: { kind: 'list', request: { path: 'segment', query: { expand: '*' } }, byApp: false },
  columns: {
    id: text('Id of the segment.'),
    name: text('Name of the segment.'),
    kind: text('Kind of the object, as Pendo names it.'),
    shared: boolean('Whether everyone in Pendo sees the segment.'),
    createdByApi: boolean('Whether the segment was made through the API.'),
    isFocusGroup: boolean('Whether the segment is a focus group.'),
    definition: object('Rules of the segment.'),
    pipeline: list('object', 'Steps of the query that finds its visitors or accounts.'),
    dependentMetadata: list('string', 'Metadata fields that its rules use.'),
    createdAt: time('Time at which it was created.'),
    createdByUser: object('Pendo user who created it.'),
    lastUpdatedAt: time('Time of its last change; of the reading, where Pendo gives none.'),
    lastUpdatedByUser: object('Pendo user who made the last change.'),
    rootVersionId: text('Id of its first version.'),
    stableVersionId: text('Id of its current version.'),
  },
  primaryKey: ['id'],
  cursor: 'last_updated_at',
  mayBeRefused: true,
} as const satisfies StreamDefinition;
