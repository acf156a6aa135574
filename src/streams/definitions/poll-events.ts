import { text } from '../columns.ts';
import { BUCKET_READ_AT_DESCRIPTION, singleEventColumns } from '../shared-columns.ts';
import type { StreamDefinition } from '../types.ts';

export const pollEvents = {
  name: 'poll_events',
  description: 'One row per answer to a poll of a guide.',
  source: { kind: 'single_events', source: 'pollEvents', timeField: 'browserTime' },
  columns: singleEventColumns({
    guideId: text('Guide that holds the poll.'),
    guideStepId: text('Step of the guide.'),
    destinationStepId: text('Step to which the visitor went on.'),
    pollId: text('Poll that was answered.'),
    pollType: text('Kind of the poll, e.g. NPSRating, PickList or FreeForm.'),
    // A number for NPS and scales, an option's id for pick lists, else what the visitor wrote.
    pollResponse: text("The answer: a number, an option's id or free text, always as text."),
  }),
  checksHistory: true,
  bucketReadAt: BUCKET_READ_AT_DESCRIPTION,
  primaryKey: ['account_id', 'remote_ip', 'visitor_id', 'browser_time', 'poll_id', 'guide_id', 'app_id', 'row_number'],
  cursor: 'browser_time',
} as const satisfies StreamDefinition;
