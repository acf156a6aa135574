import { boolean, number, text } from '../columns.ts';
import type { StreamDefinition } from '../types.ts';

export const feedbackVotes = {
  name: 'feedback_votes',
  description: 'One row per vote for an idea in Pendo Listen.',
  source: { kind: 'list', request: { aggregation: { votes: null } }, byApp: false },
  columns: {
    id: text('Id of the vote.'),
    vocItemId: text('Idea that was voted for.'),
    accountId: text('Account of the voter.'),
    onBehalfOfId: text('Id of the one for whom the vote was given.'),
    onBehalfOfType: text('Kind of the one for whom the vote was given: Visitor, User or IntegrationKey.'),
    createdById: text('Id of the one who voted.'),
    createdByType: text('Kind of the one who voted.'),
    strength: number('Weight of the vote.'),
    revoked: boolean('Whether the vote was taken back.'),
  },
  primaryKey: ['id'],
  mayBeRefused: true,
} as const satisfies StreamDefinition;
