import { integer, text, time } from '../columns.ts';
import type { StreamDefinition } from '../types.ts';

export const pageRules = {
  name: 'page_rules',
  description: 'One row per rule by which a page is recognised.',
  source: { kind: 'list', request: { path: 'page', query: { expand: '*' } }, byApp: true },
  explode: [
    {
      fields: ['rules'],
      parent: { pageId: 'id', lastUpdatedAt: 'lastUpdatedAt' },
      index: 'ruleIndex',
      value: 'rule',
    },
  ],
  columns: {
    pageId: text('The page that the rule belongs to.'),
    ruleIndex: integer("Place of the rule among the page's rules, from 0."),
    rule: text('The rule.'),
    designerHint: text('What the visual designer keeps of the rule.'),
    parsedRule: text('The rule as Pendo parsed it.'),
    lastUpdatedAt: time('Time of the last change of the page; of the reading, where Pendo gives none.'),
  },
  primaryKey: ['page_id', 'rule_index'],
  cursor: 'last_updated_at',
  mayBeRefused: true,
} as const satisfies StreamDefinition;
