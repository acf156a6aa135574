import { integer, text, time } from '../columns.ts';
import type { StreamDefinition } from '../types.ts';

export const dataFreshness = {
  name: 'data_freshness',
  description: 'One row per event stream and app: up to when Pendo has processed the events.',
  source: { kind: 'data_freshness' },
  columns: {
    source: text('Stream whose events are processed, e.g. page_events.'),
    appId: integer('App of the events.'),
    validThrough: time('Time up to which Pendo has processed the events.'),
    readAt: time("Time of the question, by Pendo's clock."),
  },
  primaryKey: ['source', 'app_id'],
  mayBeRefused: true,
} as const satisfies StreamDefinition;
