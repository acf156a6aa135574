import { list, text } from '../columns.ts';
import { TAG_COLUMNS } from '../shared-columns.ts';
import type { StreamDefinition } from '../types.ts';

export const trackTypes = {
  name: 'track_types',
  description: 'One row per kind of track event.',
  source: { kind: 'list', request: { path: 'tracktype', query: { expand: '*' } }, byApp: true },
  columns: {
    id: text('Id of the track type.'),
    name: text('Name that is shown.'),
    trackTypeName: text('Name with which the app sends the event.'),
    ...TAG_COLUMNS,
    trackTypeRules: list('any', 'Rules by which the event is recognised.'),
    eventPropertyNameList: list('string', 'Names of the properties of the event.'),
  },
  primaryKey: ['id'],
  cursor: 'last_updated_at',
} as const satisfies StreamDefinition;
