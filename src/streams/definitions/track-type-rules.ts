import { integer, text, time } from '../columns.ts';
import type { StreamDefinition } from '../types.ts';

export const trackTypeRules = {
  name: 'track_type_rules',
  description: 'One row per rule by which a track type is recognised.',
  source: { kind: 'list', request: { path: 'tracktype', query: { expand: '*' } }, byApp: true },
  explode: [
    {
      fields: ['trackTypeRules'],
      parent: { trackTypeId: 'id', lastUpdatedAt: 'lastUpdatedAt' },
      index: 'ruleIndex',
      value: 'rule',
    },
  ],
  columns: {
    trackTypeId: text('The track type that the rule belongs to.'),
    ruleIndex: integer("Place of the rule among the track type's rules, from 0."),
    rule: text('The rule.'),
    lastUpdatedAt: time('Time of the last change of the track type; of the reading, where Pendo gives none.'),
  },
  primaryKey: ['track_type_id', 'rule_index'],
  cursor: 'last_updated_at',
  mayBeRefused: true,
} as const satisfies StreamDefinition;
