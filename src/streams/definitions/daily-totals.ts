import { integer, text, time } from '../columns.ts';
import type { StreamDefinition } from '../types.ts';

export const dailyTotals = {
  name: 'daily_totals',
  description: 'One row per event stream, app and day: what Pendo itself counts, to compare with the tables.',
  source: { kind: 'daily_totals' },
  columns: {
    source: text('Stream whose rows were counted, e.g. page_events.'),
    appId: integer('App of the rows; 0 for rows without an app.'),
    day: time("Start of the day in the subscription's time zone."),
    rows: integer('Number of rows; 0 where there were rows once and are none now.'),
    numEvents: integer('Number of events.'),
    numMinutes: integer('Minutes of use; null for guide_events and poll_events.'),
    visitors: integer('Number of visitors.'),
    readAt: time("Time of the count, by Pendo's clock."),
  },
  primaryKey: ['source', 'app_id', 'day'],
  cursor: 'day',
  mayBeRefused: true,
} as const satisfies StreamDefinition;
