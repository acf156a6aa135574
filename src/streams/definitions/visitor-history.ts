import { integer, object, text, time } from '../columns.ts';
import type { StreamDefinition } from '../types.ts';

export const visitorHistory = {
  name: 'visitor_history',
  description: 'What each visitor did in the last 180 days, one row per page, feature or guide.',
  source: { kind: 'visitor_history' },
  columns: {
    // Not in Pendo's answer: the reader puts the visitor it asked for into each row.
    visitorId: text('Visitor of the row.'),
    appId: integer('App in which it happened.'),
    type: text('Kind of activity.'),
    ts: time('Time at which the activity began.'),
    lastTs: time('Time of the last event of the activity.'),
    duration: integer('Length of the activity.'),
    uri: text('Address of the page.'),
    pageId: text('Page that was viewed.'),
    featureId: text('Feature that was used.'),
    guideId: text('Guide that was seen.'),
    guideStepId: text('Step of the guide that was seen.'),
    untaggedUrl: text('Address of a page that is not tagged.'),
    parsedUserAgent: object('Browser and operating system: name, version and os.'),
  },
  maxTime: {
    name: 'modified_ts',
    fields: ['ts', 'lastTs'],
    description:
      'The later of ts and last_ts, since Pendo still extends the newest rows; the time of the reading where there is neither.',
  },
  primaryKey: ['visitor_id', 'ts', 'type', 'row_number'],
  cursor: 'modified_ts',
} as const satisfies StreamDefinition;
