import { object, text, time } from './columns.ts';
import type { ColumnDefinition, Columns, StreamDefinition } from './types.ts';

/** Pendo's names for the events that have a stream of their own (evidence.md#webhook-events). */
export const WEBHOOK_EVENTS = {
  guideDisplayed: 'guideDisplayed',
  pollDisplayed: 'pollDisplayed',
  pollSubmitted: 'pollSubmitted',
  npsDisplayed: 'npsDisplayed',
  npsSubmitted: 'npsSubmitted',
  trackEventReceived: 'trackEventReceived',
  visitorCreated: 'visitorCreated',
  accountCreated: 'accountCreated',
} as const;

type NestedColumns = NonNullable<StreamDefinition['nestedColumns']>;

/** The names are those of `webhookRow`, which adds what the receiver knows about an event. */
const COLUMNS: Columns = {
  uniqueId: text("Pendo's id of the event; of an event without one, `sha256:` and the hash of its text."),
  sequence: { type: 'integer', description: 'Place of the event in the order in which they were received.' },
  receivedAt: time('Time at which the receiver got the event.'),
  event: text('Kind of event, as Pendo names it.'),
  eventTime: time('Time of the event; Pendo gives it in whole seconds.'),
  visitorId: text('Visitor of the event.'),
  accountId: text('Account of the visitor.'),
  userAgent: text('User agent of the browser or device.'),
  properties: object('Properties of the event, whole.'),
};

const NESTED_COLUMNS: NestedColumns = [
  nested('app_id', ['app', 'id'], { type: 'integer', description: 'App in which the event happened.' }),
  nested('app_name', ['app', 'name'], text('Name of the app.')),
  nested('subscription_id', ['subscription', 'id'], { type: 'integer', description: 'Pendo subscription.' }),
  nested('guide_id', ['properties', 'guideId'], text('Guide of the event.')),
  nested('guide_name', ['properties', 'guideProperties', 'name'], text('Name of the guide.')),
  nested('guide_step_id', ['properties', 'guideStepId'], text('Step of the guide.')),
  nested('language', ['properties', 'language'], text('Language in which the guide was shown.')),
];

/** Columns of NPS events. */
export const NPS_COLUMNS: NestedColumns = [
  nested('nps_rating', ['properties', 'nps', 'rating'], { type: 'integer', description: 'Rating from 0 to 10.' }),
  nested('nps_reason', ['properties', 'nps', 'reason'], text('What the visitor wrote.')),
  nested('nps_source', ['properties', 'nps', 'source'], text('Where the answer was given, e.g. web.')),
];

/**
 * Columns of poll events. Nobody has published such a body (evidence.md#webhook-poll-bodies); these are its likely
 * names.
 */
export const POLL_COLUMNS: NestedColumns = [
  pollColumn('id', text('Poll of the event.')),
  pollColumn('type', text('Kind of the poll, e.g. PickList or FreeForm.')),
  pollColumn('question', text('Question of the poll.')),
  pollColumn('response', text("The answer: a number, an option's id or free text, always as text.")),
];

/** Columns of a track event (evidence.md#webhook-other-bodies). */
export const TRACK_EVENT_COLUMNS: NestedColumns = [
  nested('track_event_name', ['properties', 'name'], text('Name of the track event.')),
  nested('track_event_source', ['properties', 'source'], text('Where the track event came from, as Pendo names it.')),
  nested('event_properties', ['properties', 'eventProperties'], object('Properties that were sent with the event.')),
];

/** Defines a webhook stream. All of them share the key, the cursor and most columns. */
export function webhookStream<const Name extends string>(
  definition: Pick<StreamDefinition, 'description'> & {
    readonly name: Name;
    readonly events: Extract<StreamDefinition['source'], { kind: 'webhooks' }>['events'];
    readonly more?: NestedColumns;
  },
): StreamDefinition & { readonly name: Name } {
  const { name, description, events, more = [] } = definition;
  return {
    name,
    description,
    source: { kind: 'webhooks', events },
    needs: 'webhooks',
    columns: COLUMNS,
    nestedColumns: [...NESTED_COLUMNS, ...more],
    primaryKey: ['unique_id'],
    cursor: 'sequence',
  };
}

/** `properties.poll.id`, or else `properties.poll.pollId`, or else `properties.pollId`. */
function pollColumn(member: string, column: ColumnDefinition): NestedColumns[number] {
  const flat = `poll${member.charAt(0).toUpperCase()}${member.slice(1)}`;
  const orElse = [
    ['properties', 'poll', flat],
    ['properties', flat],
  ];
  return { ...nested(`poll_${member}`, ['properties', 'poll', member], column), orElse };
}

function nested(name: string, path: readonly string[], column: ColumnDefinition): NestedColumns[number] {
  return { name, path, type: column.type, description: column.description };
}
