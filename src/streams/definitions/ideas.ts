import { integer, list, text, time } from '../columns.ts';
import type { StreamDefinition } from '../types.ts';

export const ideas = {
  name: 'ideas',
  description: 'One row per idea in Pendo Listen.',
  source: {
    kind: 'list',
    request: { aggregation: { vocItems: { appId: ['expandAppIds("*")'], type: 'idea' } } },
    byApp: false,
  },
  columns: {
    id: text('Id of the item.'),
    type: text('Kind of the item: feedback or idea.'),
    statusId: text('Status of the item.'),
    effort: integer('Effort from 1 to 5.'),
    impact: integer('Impact from 1 to 5.'),
    title: text('Title of the item.'),
    description: text('Text of the item.'),
    importance: integer('Importance that was given to it.'),
    accountId: text('Account of the visitor.'),
    visitorId: text('Visitor who gave it.'),
    onBehalfOfId: text('Id of the one for whom it was given.'),
    onBehalfOfType: text('Kind of the one for whom it was given: Visitor, User or IntegrationKey.'),
    ownedByUserId: text('Pendo user who owns it.'),
    createdById: text('Id of the one who created it.'),
    createdAt: time('Time at which it was created.'),
    appIds: list('integer', 'Apps to which it belongs.'),
    productAreas: list('any', 'Product areas to which it belongs.'),
    labels: list('object', 'Labels of the item.'),
    linksData: list('object', 'Links of the item.'),
  },
  primaryKey: ['id'],
  mayBeRefused: true,
} as const satisfies StreamDefinition;
