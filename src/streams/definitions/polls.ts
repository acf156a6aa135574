import { any, integer, list, object, text, time } from '../columns.ts';
import type { StreamDefinition } from '../types.ts';

export const polls = {
  name: 'polls',
  description: 'One row per poll of a guide.',
  source: { kind: 'list', request: { path: 'guide', query: { expand: '*' } }, byApp: true },
  explode: [
    {
      fields: ['polls'],
      parent: { guideId: 'id', guideLastUpdatedAt: 'lastUpdatedAt' },
      index: 'pollIndex',
      listedBy: { name: 'guideStepId', field: 'steps', ids: 'pollIds' },
    },
  ],
  columns: {
    guideId: text('Guide to which the poll belongs.'),
    id: text('Id of the poll.'),
    pollIndex: integer("Place of the poll among the guide's polls, from 0."),
    guideLastUpdatedAt: time('Time of the last change of the guide; of the reading, where Pendo gives none.'),
    guideStepId: text('Step of the guide that holds the poll.'),
    question: text('Question of the poll.'),
    // An object in live answers, a list in one table of Pendo's documentation (evidence.md#polls).
    idResponses: any('Answers to choose from; the stream poll_options has one row for each.'),
    numericResponses: list('any', 'Numbers to choose from.'),
    resetAt: time('Time at which the answers to the poll were reset.'),
    attributes: object('Settings of the poll.'),
  },
  nestedColumns: [
    {
      name: 'type',
      path: ['attributes', 'type'],
      type: 'string',
      description: 'Kind of the poll: NPSRating, PickList, NumberScale or FreeForm.',
    },
    {
      name: 'follow_up_poll_id',
      path: ['attributes', 'followUp'],
      type: 'string',
      description: 'Poll that asks for the reason of the answer, e.g. of an NPS rating.',
    },
  ],
  primaryKey: ['guide_id', 'id'],
  cursor: 'guide_last_updated_at',
  mayBeRefused: true,
} as const satisfies StreamDefinition;
