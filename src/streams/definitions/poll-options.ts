import { integer, text, time } from '../columns.ts';
import type { StreamDefinition } from '../types.ts';

export const pollOptions = {
  name: 'poll_options',
  description: 'One row per answer that a poll offers; poll_events name the answer by option_id.',
  source: { kind: 'list', request: { path: 'guide', query: { expand: '*' } }, byApp: true },
  explode: [
    {
      fields: ['polls'],
      parent: { guideId: 'id', guideLastUpdatedAt: 'lastUpdatedAt' },
    },
    {
      fields: ['idResponses', 'numericResponses'],
      parent: { guideId: 'guideId', guideLastUpdatedAt: 'guideLastUpdatedAt', pollId: 'id' },
      index: 'optionIndex',
      id: 'optionId',
      value: 'text',
    },
  ],
  columns: {
    guideId: text('Guide to which the poll belongs.'),
    pollId: text('Poll that offers the answer.'),
    optionId: text('Id of the answer, as poll_response of poll_events has it for pick lists.'),
    optionIndex: integer("Place of the answer among the poll's answers, from 0."),
    text: text('The answer that the visitor reads.'),
    guideLastUpdatedAt: time('Time of the last change of the guide; of the reading, where Pendo gives none.'),
  },
  primaryKey: ['guide_id', 'poll_id', 'option_id'],
  cursor: 'guide_last_updated_at',
  mayBeRefused: true,
} as const satisfies StreamDefinition;
