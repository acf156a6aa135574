import type { StreamName } from '../src/streams/index.ts';

export type StreamGroups = Readonly<Record<string, readonly string[]>>;

/** The streams that are read from Pendo, in the groups of docs/source-pendo.md. */
export const STREAM_GROUPS = {
  People: [
    'accounts',
    'visitors',
    'visitor_accounts',
    'visitor_apps',
    'account_apps',
    'do_not_process_visitors',
    'do_not_process_accounts',
  ],
  Product: [
    'apps',
    'product_areas',
    'product_area_items',
    'pages',
    'page_rules',
    'features',
    'feature_rules',
    'track_types',
    'track_type_rules',
  ],
  Guides: [
    'guides',
    'guide_steps',
    'guide_categories',
    'polls',
    'poll_options',
    'guide_versions',
    'guides_seen',
    'polls_seen',
  ],
  'Segments and reports': ['segments', 'segment_members', 'reports', 'report_results'],
  Feedback: ['feedback', 'ideas', 'feedback_votes'],
  Settings: ['users', 'metadata_accounts', 'metadata_visitors', 'exclude_list', 'servers', 'bulk_deletions'],
  Events: [
    'events',
    'page_events',
    'feature_events',
    'track_events',
    'guide_events',
    'poll_events',
    'email_events',
    'visitor_history',
  ],
  Checks: ['daily_totals', 'data_freshness'],
  Unofficial: ['single_events', 'recordings'],
} as const satisfies Readonly<Record<string, readonly StreamName[]>>;
