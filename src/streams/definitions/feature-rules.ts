import { integer, text, time } from '../columns.ts';
import type { StreamDefinition } from '../types.ts';

export const featureRules = {
  name: 'feature_rules',
  description: 'One row per rule by which a feature is recognised.',
  source: { kind: 'list', request: { path: 'feature', query: { expand: '*' } }, byApp: true },
  explode: [
    {
      fields: ['elementPathRules'],
      parent: { featureId: 'id', lastUpdatedAt: 'lastUpdatedAt' },
      index: 'ruleIndex',
      value: 'rule',
    },
  ],
  columns: {
    featureId: text('The feature that the rule belongs to.'),
    ruleIndex: integer("Place of the rule among the feature's rules, from 0."),
    rule: text('The rule.'),
    lastUpdatedAt: time('Time of the last change of the feature; of the reading, where Pendo gives none.'),
  },
  primaryKey: ['feature_id', 'rule_index'],
  cursor: 'last_updated_at',
  mayBeRefused: true,
} as const satisfies StreamDefinition;
