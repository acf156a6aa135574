import { boolean, list, text } from '../columns.ts';
import { PAGE_AND_FEATURE_COLUMNS } from '../shared-columns.ts';
import type { StreamDefinition } from '../types.ts';

export const features = {
  name: 'features',
  description: 'One row per feature that is tagged in Pendo.',
  source: { kind: 'list', request: { path: 'feature', query: { expand: '*' } }, byApp: true },
  columns: {
    id: text('Id of the feature.'),
    name: text('Name of the feature.'),
    pageId: text('Page on which the feature lies.'),
    ...PAGE_AND_FEATURE_COLUMNS,
    appWide: boolean('Whether the feature is looked for on every page.'),
    elementPathRules: list('string', 'Selectors that find the element.'),
    elementInitialTag: text('Selector with which the feature was first tagged.'),
    elementSelectionType: text('How the element was chosen.'),
    eventPropertyConfigurations: list('object', 'Event properties that are collected on a click.'),
    createdDesignerVersion: text('Version of the designer that made the feature.'),
    suggestedMatch: text('Match that Pendo suggested.'),
  },
  primaryKey: ['id'],
  cursor: 'last_updated_at',
} as const satisfies StreamDefinition;
