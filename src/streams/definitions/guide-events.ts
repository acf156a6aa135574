import { text } from '../columns.ts';
import { BUCKET_READ_AT_DESCRIPTION, singleEventColumns } from '../shared-columns.ts';
import type { StreamDefinition } from '../types.ts';

export const guideEvents = {
  name: 'guide_events',
  description: 'One row each time a guide was seen, used, advanced or dismissed.',
  source: { kind: 'single_events', source: 'guideEvents', timeField: 'browserTime' },
  columns: singleEventColumns({
    guideId: text('Guide of the event.'),
    guideStepId: text('Step of the guide.'),
    destinationStepId: text('Step to which the visitor went on.'),
  }),
  checksHistory: true,
  bucketReadAt: BUCKET_READ_AT_DESCRIPTION,
  primaryKey: [
    'account_id',
    'browser_time',
    'guide_id',
    'guide_step_id',
    'remote_ip',
    'type',
    'url',
    'visitor_id',
    'app_id',
    'row_number',
  ],
  cursor: 'browser_time',
} as const satisfies StreamDefinition;
