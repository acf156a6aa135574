import { text, time } from '../columns.ts';
import type { StreamDefinition } from '../types.ts';

export const pollsSeen = {
  name: 'polls_seen',
  description: 'One row per poll and visitor who answered it, with the last answer.',
  source: { kind: 'seen_states', source: 'pollsSeenEver', timeFields: ['time'] },
  columns: {
    guideId: text('Guide that holds the poll.'),
    pollId: text('Poll that was answered.'),
    visitorId: text('Visitor who answered.'),
    accountId: text('Account of the visitor.'),
    time: time('Time of the last answer; of the reading, where Pendo gives none.'),
  },
  nestedColumns: [
    {
      name: 'response',
      // `response` by Pendo's example and by clients, `pollResponse` by its table (evidence.md#seen-ever).
      path: ['response'],
      orElse: [['pollResponse']],
      type: 'string',
      description: "The answer: a number, an option's id or free text, always as text.",
    },
  ],
  primaryKey: ['guide_id', 'poll_id', 'visitor_id'],
  cursor: 'time',
  mayBeRefused: true,
} as const satisfies StreamDefinition;
