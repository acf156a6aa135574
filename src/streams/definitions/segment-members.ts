import { text } from '../columns.ts';
import type { StreamDefinition } from '../types.ts';

export const segmentMembers = {
  name: 'segment_members',
  description: 'One row per visitor and account in a segment, for the segments that segment_ids names.',
  source: { kind: 'segment_members' },
  columns: {
    segmentId: text('Segment that holds the visitor.'),
    visitorId: text('Visitor in the segment.'),
    accountId: text('Account of the visitor with which it is in the segment; empty when there is none.'),
  },
  primaryKey: ['segment_id', 'visitor_id', 'account_id'],
  needs: 'segmentIds',
  mayBeRefused: true,
} as const satisfies StreamDefinition;
