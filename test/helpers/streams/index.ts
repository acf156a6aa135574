import type { FaultMatch } from '../../../emulator/faults/fault.ts';
import { STREAMS, type StreamName } from '../../../src/streams/index.ts';
import { GROUPED, HISTORY, LIST, METADATA, type ReadingFacts, SINGLE, WITHOUT_TIME } from './reading.ts';
import {
  accountRows,
  eventRows,
  historyRows,
  listRows,
  metadataRows,
  objectRows,
  type Rows,
  stepRows,
  visitorRows,
} from './rows.ts';

/** What tests, simulation and demo must know of a stream beside its definition. */
interface StreamFacts {
  /** The columns of the key, in the order of the design's table; `bucket` stands for `day` or `hour`. */
  readonly key: string;
  readonly cursor?: string;
}

/** A stream that is read from Pendo. */
export interface PullFacts extends StreamFacts {
  /** What the simulation draws together: events are the hard ones, history costs a request per visitor and day. */
  readonly group: 'events' | 'people' | 'objects' | 'history';
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
    reading: { ...WITHOUT_TIME, resumes: true, depends: ['include_anonymous_visitors'] },
  },
  pages: list('/api/v1/page', objectRows('pages')),
  features: list('/api/v1/feature', objectRows('features')),
  track_types: list('/api/v1/tracktype', objectRows('trackTypes')),
  guides: list('/api/v1/guide', objectRows('guides')),
  guide_steps: { ...list('/api/v1/guide', stepRows), key: 'guide_id id', cursor: 'guide_last_updated_at' },
  segments: { ...list('/api/v1/segment', listRows('segments')), reading: { ...LIST, depends: [], keepsGone: true } },
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
    reading: SINGLE,
  },
  poll_events: {
    key: 'account_id remote_ip visitor_id browser_time poll_id guide_id app_id row_number',
    cursor: 'browser_time',
    group: 'events',
    asks: { source: 'pollEvents' },
    rows: eventRows('pollEvents'),
    reading: SINGLE,
  },
  visitor_history: {
    key: 'visitor_id ts type row_number',
    cursor: 'modified_ts',
    group: 'history',
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

/** The streams that every config has, in the order of the catalog. */
export const PULL_STREAMS: readonly StreamName[] = NAMES.filter((name) => 'rows' in STREAM_FACTS[name]);

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

function list(path: string, rows: Rows): PullFacts {
  return { key: 'id', cursor: 'last_updated_at', group: 'objects', asks: { path }, rows, reading: LIST };
}

function metadata(kind: 'account' | 'visitor'): PullFacts {
  const asks = { path: `/metadata/schema/${kind}` };
  return { key: 'group field', group: 'objects', asks, rows: metadataRows(kind), reading: METADATA };
}

function webhook(event: string | undefined): WebhookFacts {
  return { key: 'unique_id', cursor: 'sequence', event };
}
