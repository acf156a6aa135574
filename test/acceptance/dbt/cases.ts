import type { WarehouseKind } from './warehouse.ts';

export interface Case {
  readonly warehouse: WarehouseKind;
  readonly period: 'day' | 'hour';
  readonly timeZone: string;
  /** The clock at the first sync; of the zones with summer time, a few days after its end. */
  readonly now: string;
  readonly startDate: string;
  /** The time zone from the second sync on. */
  readonly movesTo?: string;
  /** The streams that are selected in Airbyte. */
  readonly streams: readonly string[] | '*';
}

const USED_STREAMS = [
  'accounts',
  'pages',
  'features',
  'track_types',
  'guides',
  'guide_steps',
  'polls',
  'poll_options',
  'daily_totals',
  'events',
  'page_events',
  'feature_events',
  'track_events',
  'guide_events',
  'poll_events',
];

export const CASES: readonly Case[] = [
  {
    warehouse: 'duckdb',
    period: 'day',
    timeZone: 'Asia/Tokyo',
    now: '2026-06-16T13:27:00Z',
    startDate: '2026-06-01',
    movesTo: 'America/New_York',
    streams: '*',
  },
  {
    warehouse: 'duckdb',
    period: 'hour',
    timeZone: 'Europe/Berlin',
    now: '2026-10-28T13:27:00Z',
    startDate: '2026-10-22',
    streams: USED_STREAMS,
  },
  {
    warehouse: 'postgres',
    period: 'hour',
    timeZone: 'America/New_York',
    now: '2026-11-04T13:27:00Z',
    startDate: '2026-10-29',
    streams: USED_STREAMS,
  },
];
