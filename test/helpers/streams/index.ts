import type { FaultMatch } from '../../../emulator/faults/fault.ts';
import type { ObjectSource } from '../../../emulator/types.ts';
import { STREAMS, type StreamName } from '../../../src/streams/index.ts';
import { freshnessRows, seenRows, totalRows } from './count-rows.ts';
import {
  areaItemRows,
  deletionRows,
  featureRuleRows,
  itemRows,
  listRows,
  optionRows,
  pageRuleRows,
  pollRows,
  stepRows,
  trackTypeRuleRows,
  userRows,
  versionRows,
} from './list-rows.ts';
import { accountAppRows, flaggedAccountRows, flaggedVisitorRows, pairRows, visitorAppRows } from './people-rows.ts';
import {
  CHECKED_SINGLE,
  FULL,
  GROUPED,
  GUIDES_SEEN,
  HISTORY,
  LIST,
  POLLS_SEEN,
  type ReadingFacts,
  SINGLE,
  TOTALS,
  WITHOUT_TIME,
} from './reading.ts';
import { memberRows, resultRows } from './result-rows.ts';
import { accountRows, eventRows, historyRows, metadataRows, objectRows, type Rows, visitorRows } from './rows.ts';

/** What tests, simulation and demo must know of a stream beside its definition. */
interface StreamFacts {
  /** The columns of the key, in the order of the design's table; `bucket` stands for `day` or `hour`. */
  readonly key: string;
  readonly cursor?: string | undefined;
  /** The properties of the config without which it is not there. */
  readonly needs?: Readonly<Record<string, string>>;
}

/** A stream that is read from Pendo. */
export interface PullFacts extends StreamFacts {
  /** What the simulation draws together: events are the hard ones, history costs a request per visitor and day. */
  readonly group: 'events' | 'people' | 'objects' | 'history' | 'others';
  /** Whether the stream completes without some of its rows when such a request is refused: nothing shows that they are missing. */
  readonly passesOver?: (asks: FaultMatch) => boolean;
  /** Whether a low limit on rows makes it fail: one visitor's bucket has more, or a query covers all of time, or a list grows. */
  readonly needsRoom?: boolean;
  /** Whether the simulation draws it less often than its group, because it takes much time. */
  readonly seldom?: boolean;
  /** Whether it is of the design's second table: a refusal then means that the subscription lacks the product. */
  readonly mayBeRefused?: boolean;
  /** The requests that bring its rows. */
  readonly asks: FaultMatch;
  readonly rows: Rows;
  readonly reading: ReadingFacts;
}

/** A stream that is read from our receiver of webhooks. */
export interface WebhookFacts extends StreamFacts {
  /** Pendo's name of the event; undefined stands for every name that has no stream of its own. */
  readonly event: string | undefined;
}

const VISITORS: ReadingFacts = {
  ...WITHOUT_TIME,
  resumes: true,
  depends: ['include_anonymous_visitors'],
  keepsDeletedVisitors: true,
};

const visitorsDerived = {
  cursor: 'lastupdated',
  group: 'people',
  mayBeRefused: true,
  asks: { source: 'visitors' },
  reading: VISITORS,
} as const;

const accountsDerived = {
  ...visitorsDerived,
  asks: { source: 'accounts' },
  reading: { ...WITHOUT_TIME, resumes: true, depends: [] },
} as const;

const seen = { group: 'others', mayBeRefused: true, needsRoom: true } as const;

/** Full refresh only: the destination replaces the table. */
const WITHOUT_CURSOR = { cursor: undefined, reading: FULL } as const;

/** The one list of streams outside `src/`: a new stream without an entry does not compile. */
export const STREAM_FACTS: Readonly<Record<StreamName, PullFacts | WebhookFacts>> = {
  accounts: {
    key: 'account_id',
    cursor: 'lastupdated',
    group: 'people',
    asks: { source: 'accounts' },
    rows: accountRows,
    reading: { ...WITHOUT_TIME, resumes: true, depends: [] },
  },
  visitors: {
    key: 'visitor_id',
    cursor: 'lastupdated',
    group: 'people',
    asks: { source: 'visitors' },
    rows: visitorRows,
    reading: VISITORS,
  },
  pages: objects('/api/v1/page', 'pages'),
  features: objects('/api/v1/feature', 'features'),
  track_types: objects('/api/v1/tracktype', 'trackTypes'),
  guides: objects('/api/v1/guide', 'guides'),
  apps: list({ source: 'apps' }, listRows('apps'), WITHOUT_CURSOR),
  product_areas: list({ source: 'groups' }, listRows('productAreas')),
  product_area_items: list({ source: 'groups' }, areaItemRows, { key: 'product_area_id item_type item_id' }),
  guide_categories: list({ source: 'groups' }, listRows('guideCategories')),
  guide_steps: list('/api/v1/guide', stepRows, { key: 'guide_id id', cursor: 'guide_last_updated_at' }),
  polls: list('/api/v1/guide', pollRows, { key: 'guide_id id', cursor: 'guide_last_updated_at' }),
  poll_options: list('/api/v1/guide', optionRows, {
    key: 'guide_id poll_id option_id',
    cursor: 'guide_last_updated_at',
  }),
  guide_versions: {
    ...list(/\/guide\/.*\/history/, versionRows, { key: 'id stable_version_id' }),
    group: 'others',
    // The versions of a deleted guide stay.
    reading: { ...LIST, shows: undefined },
    // A guide that Pendo no longer knows has no versions.
    passesOver: ({ path }) => String(path).includes('guide'),
  },
  segments: list('/api/v1/segment', listRows('segments')),
  reports: list('/api/v1/report', listRows('reports')),
  page_rules: list('/api/v1/page', pageRuleRows, { key: 'page_id rule_index' }),
  feature_rules: list('/api/v1/feature', featureRuleRows, { key: 'feature_id rule_index' }),
  track_type_rules: list('/api/v1/tracktype', trackTypeRuleRows, { key: 'track_type_id rule_index' }),
  users: { ...list('/api/v1/page', userRows, WITHOUT_CURSOR), group: 'others' },
  feedback: { ...list({ source: 'vocItems' }, listRows('feedback'), WITHOUT_CURSOR), needsRoom: true },
  ideas: { ...list({ source: 'vocItems' }, listRows('ideas'), WITHOUT_CURSOR), needsRoom: true },
  feedback_votes: { ...list({ source: 'votes' }, listRows('votes'), WITHOUT_CURSOR), needsRoom: true },
  exclude_list: {
    ...list('/api/v1/blacklist', itemRows('excludeList'), { ...WITHOUT_CURSOR, key: 'row_number' }),
    group: 'others',
  },
  servers: {
    ...list('/api/v1/servername', itemRows('servers'), { ...WITHOUT_CURSOR, key: 'row_number' }),
    group: 'others',
  },
  bulk_deletions: list('/api/v1/bulkdelete', deletionRows, WITHOUT_CURSOR),
  visitor_accounts: { ...visitorsDerived, key: 'visitor_id account_id', seldom: true, rows: pairRows },
  visitor_apps: { ...visitorsDerived, key: 'visitor_id app_id', seldom: true, rows: visitorAppRows },
  account_apps: { ...accountsDerived, key: 'account_id app_id', seldom: true, rows: accountAppRows },
  do_not_process_visitors: {
    ...list({ source: 'doNotProcessVisitors' }, flaggedVisitorRows, { ...WITHOUT_CURSOR, key: 'visitor_id' }),
    group: 'others',
  },
  do_not_process_accounts: {
    ...list({ source: 'doNotProcessAccounts' }, flaggedAccountRows, { ...WITHOUT_CURSOR, key: 'account_id' }),
    group: 'others',
  },
  segment_members: {
    ...list({ source: 'visitors' }, memberRows, { ...WITHOUT_CURSOR, key: 'segment_id visitor_id account_id' }),
    group: 'others',
    needs: { segment_ids: '*' },
  },
  report_results: {
    ...list(/\/report\/.*\/results.json/, resultRows, { ...WITHOUT_CURSOR, key: 'report_id row_number' }),
    group: 'others',
    needs: { report_ids: '*' },
  },
  guides_seen: {
    ...seen,
    reading: GUIDES_SEEN,
    key: 'guide_id guide_step_id visitor_id',
    cursor: 'last_seen_at',
    asks: { source: 'guidesSeenEver' },
    rows: seenRows('guidesSeenEver'),
  },
  polls_seen: {
    ...seen,
    reading: POLLS_SEEN,
    key: 'guide_id poll_id visitor_id',
    cursor: 'time',
    asks: { source: 'pollsSeenEver' },
    rows: seenRows('pollsSeenEver'),
  },
  daily_totals: {
    key: 'source app_id day',
    cursor: 'day',
    group: 'others',
    mayBeRefused: true,
    // A source that Pendo refuses is left out.
    passesOver: ({ source }) => source?.endsWith('vents') === true,
    asks: { source: 'events' },
    rows: totalRows,
    reading: TOTALS,
  },
  data_freshness: {
    ...list({ source: 'events' }, freshnessRows, { ...WITHOUT_CURSOR, key: 'source app_id' }),
    group: 'others',
  },
  metadata_accounts: metadata('account'),
  metadata_visitors: metadata('visitor'),
  events: {
    key: 'account_id server remote_ip visitor_id user_agent app_id bucket row_number',
    cursor: 'bucket',
    group: 'events',
    asks: { source: 'events' },
    rows: eventRows('events'),
    reading: GROUPED,
  },
  page_events: {
    key: 'account_id server remote_ip visitor_id bucket page_id user_agent app_id row_number',
    cursor: 'bucket',
    group: 'events',
    asks: { source: 'pageEvents' },
    rows: eventRows('pageEvents'),
    reading: { ...GROUPED, objects: { column: 'page_id', source: 'pages' } },
  },
  feature_events: {
    key: 'account_id server remote_ip visitor_id bucket feature_id user_agent app_id row_number',
    cursor: 'bucket',
    group: 'events',
    asks: { source: 'featureEvents' },
    rows: eventRows('featureEvents'),
    reading: { ...GROUPED, objects: { column: 'feature_id', source: 'features' } },
  },
  track_events: {
    key: 'account_id remote_ip server visitor_id bucket track_type_id user_agent app_id row_number',
    cursor: 'bucket',
    group: 'events',
    asks: { source: 'trackEvents' },
    rows: eventRows('trackEvents'),
    reading: { ...GROUPED, objects: { column: 'track_type_id', source: 'trackTypes' } },
  },
  guide_events: {
    key: 'account_id browser_time guide_id guide_step_id remote_ip type url visitor_id app_id row_number',
    cursor: 'browser_time',
    group: 'events',
    asks: { source: 'guideEvents' },
    rows: eventRows('guideEvents'),
    reading: CHECKED_SINGLE,
  },
  poll_events: {
    key: 'account_id remote_ip visitor_id browser_time poll_id guide_id app_id row_number',
    cursor: 'browser_time',
    group: 'events',
    asks: { source: 'pollEvents' },
    rows: eventRows('pollEvents'),
    reading: CHECKED_SINGLE,
  },
  email_events: {
    key: 'event_id type visitor_id browser_time row_number',
    cursor: 'browser_time',
    group: 'events',
    mayBeRefused: true,
    asks: { source: 'emailEvents' },
    rows: eventRows('emailEvents'),
    reading: SINGLE,
  },
  single_events: {
    key: 'event_id visitor_id app_id browser_time type url row_number',
    cursor: 'browser_time',
    group: 'events',
    mayBeRefused: true,
    needsRoom: true,
    seldom: true,
    asks: { source: 'singleEvents' },
    rows: eventRows('singleEvents'),
    reading: SINGLE,
  },
  recordings: {
    key: 'recording_id recording_session_id recording_start_time row_number',
    cursor: 'recording_start_time',
    group: 'events',
    mayBeRefused: true,
    asks: { source: 'recordingMetadata' },
    rows: eventRows('recordingMetadata'),
    reading: { ...SINGLE, timeColumns: () => ['recording_start_time'] },
  },
  visitor_history: {
    key: 'visitor_id ts type row_number',
    cursor: 'modified_ts',
    group: 'history',
    // A visitor that Pendo refuses has no history.
    passesOver: ({ path }) => String(path).includes('visitor'),
    asks: { path: /\/visitor\/.*\/history/ },
    rows: historyRows,
    reading: HISTORY,
  },
  webhook_guide_displayed: webhook('guideDisplayed'),
  webhook_poll_displayed: webhook('pollDisplayed'),
  webhook_poll_submitted: webhook('pollSubmitted'),
  webhook_nps_displayed: webhook('npsDisplayed'),
  webhook_nps_submitted: webhook('npsSubmitted'),
  webhook_track_event_received: webhook('trackEventReceived'),
  webhook_visitor_created: webhook('visitorCreated'),
  webhook_account_created: webhook('accountCreated'),
  webhook_events: webhook(undefined),
};

const NAMES: readonly StreamName[] = STREAMS.map(({ name }) => name);

/** The streams that are read from Pendo, those included that the config has to ask for; in the order of the catalog. */
export const ALL_PULL_STREAMS: readonly StreamName[] = NAMES.filter((name) => 'rows' in STREAM_FACTS[name]);

/** The streams that every config has, in the order of the catalog. */
export const PULL_STREAMS: readonly StreamName[] = ALL_PULL_STREAMS.filter(
  (name) => STREAM_FACTS[name].needs === undefined,
);

/** The streams that a config with webhooks has beside, each with its event. */
export const WEBHOOK_STREAMS: Readonly<Record<string, string | undefined>> = Object.fromEntries(
  NAMES.flatMap((name) => {
    const facts = STREAM_FACTS[name];
    return 'event' in facts ? [[name, facts.event]] : [];
  }),
);

/** The facts of a stream that is read from Pendo; throws for every other name. */
export function pullFacts(stream: string): PullFacts {
  const facts = Object.hasOwn(STREAM_FACTS, stream) ? STREAM_FACTS[stream as StreamName] : undefined;
  if (facts === undefined || !('rows' in facts)) throw new Error(`${stream} is no stream that is read from Pendo.`);
  return facts;
}

function objects(path: string, source: ObjectSource): PullFacts {
  return {
    key: 'id',
    cursor: 'last_updated_at',
    group: 'objects',
    asks: { path },
    rows: objectRows(source),
    reading: LIST,
  };
}

/** A list of the design's second table. */
function list(
  asks: FaultMatch | string | RegExp,
  rows: Rows,
  more: Partial<Pick<PullFacts, 'key' | 'cursor' | 'reading'>> = {},
): PullFacts {
  return {
    key: 'id',
    cursor: 'last_updated_at',
    group: 'objects',
    mayBeRefused: true,
    asks: typeof asks === 'string' || asks instanceof RegExp ? { path: asks } : asks,
    rows,
    reading: LIST,
    ...more,
  };
}

function metadata(kind: 'account' | 'visitor'): PullFacts {
  const asks = { path: `/metadata/schema/${kind}` };
  return { key: 'group field', group: 'objects', asks, rows: metadataRows(kind), reading: FULL };
}

function webhook(event: string | undefined): WebhookFacts {
  return { key: 'unique_id', cursor: 'sequence', event };
}
