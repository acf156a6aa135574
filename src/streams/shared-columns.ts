import { boolean, integer, list, number, object, text, time } from './columns.ts';
import type { Columns } from './types.ts';

export const BUCKET_READ_AT_DESCRIPTION =
  "Time at which the reading of the row's day began; a row is current if no other row of its day has a newer one.";

/** What Pendo's daily or hourly rows have in all streams, besides the columns of the stream. */
export const BUCKET_COLUMNS = {
  calendarDate: "Day of the row in the subscription's own calendar.",
  bucketReadAt: BUCKET_READ_AT_DESCRIPTION,
  checksHistory: true,
} as const;

/** Returns the columns of Pendo's daily or hourly rows. `objectColumn` names the object that the row is about. */
export function groupedEventColumns(objectColumn: Columns): Columns {
  return {
    visitorId: text('Visitor who caused the events.'),
    accountId: text('Account of the visitor; empty when there is none.'),
    appId: integer('App in which the events happened.'),
    ...objectColumn,
    bucket: time("Start of the row's day or hour in the subscription's time zone."),
    week: time('Start of the week of the row.'),
    month: time('Start of the month of the row.'),
    quarter: time('Start of the quarter of the row.'),
    server: text('Host on which the events happened; __apitrackevent__ for track events sent by a server.'),
    remoteIp: text('IP address of the visitor.'),
    userAgent: text('User agent of the browser or device.'),
    numEvents: integer('Number of events in the row.'),
    // In two of five real rows it is larger than numEvents (evidence.md#minutes-exceed-events).
    numMinutes: integer('Minutes of use as Pendo counts them; may be more than the number of events.'),
    firstTime: time('Time of the first event in the row.'),
    lastTime: time('Time of the last event in the row.'),
    country: text('Country found from the IP address.'),
    region: text('Region found from the IP address.'),
    latitude: number('Latitude found from the IP address.'),
    longitude: number('Longitude found from the IP address.'),
    analyticsSessionId: text('Analytics session of the events.'),
    tabId: text('Browser tab of the events.'),
    recordingId: text('Session recording that shows the events.'),
    recordingSessionId: text('Session of the recording that shows the events.'),
    lastKeyFrameTimestamp: time('Time of the last key frame of the recording.'),
    signatureAgent: text('Signed agent name, for traffic of automated agents.'),
    errorClickCount: integer('Number of clicks that were followed by an error.'),
    rageClickCount: integer('Number of quick repeated clicks.'),
    uTurnCount: integer('Number of times the visitor went straight back.'),
    deadClickCount: integer('Number of clicks without any effect.'),
    properties: object('Event properties, with what Pendo adds to them.'),
  };
}

/** The columns that guide events and poll events share. Each row is one event; nothing is grouped. */
export function singleEventColumns(objectColumns: Columns): Columns {
  return {
    visitorId: text('Visitor who saw or used the guide.'),
    accountId: text('Account of the visitor; empty when there is none.'),
    accountIds: list('string', 'All accounts of the visitor.'),
    appId: integer('App in which the event happened.'),
    ...objectColumns,
    type: text('Kind of event.'),
    browserTime: time('Time of the event by the clock of the browser.'),
    guideTimestamp: time('Time of the event as the guide recorded it.'),
    receivedTime: time('Time at which Pendo received the event.'),
    guideSeenReason: text('Why the guide was shown, e.g. auto, launcher or badge.'),
    guideStepPollTypes: text('Kinds of polls in the guide step.'),
    eventId: text('Id of the event; empty on poll events.'),
    language: text('Language in which the guide was shown.'),
    loadTime: integer('Milliseconds that the page took to load.'),
    url: text('Address of the page.'),
    title: text('Title of the page.'),
    fragment: text('Fragment of the address of the page.'),
    elementPath: text('Path of the element that the visitor used.'),
    serverName: text('Host of the page.'),
    remoteIp: text('IP address of the visitor.'),
    userAgent: text('User agent of the browser or device.'),
    country: text('Country found from the IP address.'),
    region: text('Region found from the IP address.'),
    latitude: number('Latitude found from the IP address.'),
    longitude: number('Longitude found from the IP address.'),
    tabId: text('Browser tab of the event.'),
    analyticsSessionId: text('Analytics session of the event.'),
    oldVisitorId: text('Earlier id of the visitor, or other context in text.'),
    uiElementId: text('Id of the guide element that was used.'),
    uiElementType: text('Kind of the guide element that was used.'),
    uiElementText: text('Text of the guide element that was used.'),
    uiElementActions: text('Actions of the guide element that was used, as JSON text.'),
    properties: object('Event properties.'),
  };
}

/** What Pendo keeps for every object that people create in its user interface, after its id and name. */
export const OBJECT_COLUMNS: Columns = {
  kind: text('Kind of the object, as Pendo names it.'),
  appId: integer('App to which it belongs.'),
  appIds: list('integer', 'All apps to which it belongs.'),
  description: text('Description that people gave it.'),
  createdAt: time('Time at which it was created.'),
  createdByUser: object('Pendo user who created it.'),
  lastUpdatedAt: time('Time of its last change; of the reading, where Pendo gives none.'),
  lastUpdatedByUser: object('Pendo user who made the last change.'),
  rootVersionId: text('Id of its first version.'),
  stableVersionId: text('Id of its current version.'),
  validThrough: time('Time up to which Pendo has processed its data.'),
};

/** What pages, features and track types share. Pendo matches these objects with events by rules. */
export const TAG_COLUMNS: Columns = {
  ...OBJECT_COLUMNS,
  group: object('Product area in which it lies.'),
  color: text('Colour in the user interface; newer objects have none.'),
  dirty: boolean('Whether Pendo has yet to process a change of it.'),
  dailyMergeFirst: time('First day whose data Pendo merged.'),
  dailyRollupFirst: time('First day whose data Pendo rolled up.'),
  isCoreEvent: boolean('Whether it counts as a core event.'),
};

/** What pages and features share beyond track types. */
export const PAGE_AND_FEATURE_COLUMNS: Columns = {
  ...TAG_COLUMNS,
  rules: list('object', 'Rules by which it is recognised.'),
  // A string in Airbyte's schema, but a list in a live answer (evidence.md#rules-json). Text holds both, a list as its
  // JSON text.
  rulesjson: text('The rules in another form, as JSON text.'),
  isAutoTagged: boolean('Whether Pendo tagged it by itself.'),
  isSuggested: boolean('Whether Pendo suggested it.'),
  suggestedName: text('Name that Pendo suggested.'),
  ignoredFrustrationTypes: list('any', 'Frustration signals that are not counted on it.'),
  tagMaintenanceExclude: boolean('Whether it is left out of tag maintenance.'),
};

/** The columns of a metadata field. Pendo's own names begin with either case, see `sources/metadata/rows.ts`. */
export const METADATA_COLUMNS: Columns = {
  group: text('Group of the field, e.g. auto, agent or custom.'),
  field: text('Name of the field.'),
  type: text('Type that Pendo declares for the field; empty when it declares none.'),
  displayName: text('Name that is shown for the field.'),
  elementType: text("Type of a list's elements."),
  elementFormat: text("Format of a list's elements."),
  dirty: boolean('Whether Pendo has yet to process a change of the field.'),
  isHidden: boolean('Whether the field is hidden in the user interface.'),
  isDeleted: boolean('Whether the field was deleted; values may still be there.'),
  isCalculated: boolean('Whether Pendo calculates the field.'),
  isPerApp: boolean('Whether the field has a value for each app.'),
  isPromoted: boolean('Whether the field is promoted in the user interface.'),
  neverIndex: boolean('Whether the field is kept out of the index.'),
  sample: text('A value of the field, as an example.'),
};

/** What feedback and ideas share, after their id (evidence.md#feedback). */
export const FEEDBACK_COLUMNS = {
  id: text('Id of the item.'),
  type: text('Kind of the item: feedback or idea.'),
  statusId: text('Status of the item.'),
  title: text('Title of the item.'),
  description: text('Text of the item.'),
  importance: integer('Importance that was given to it.'),
  accountId: text('Account of the visitor.'),
  visitorId: text('Visitor who gave it.'),
  onBehalfOfId: text('Id of the one for whom it was given.'),
  onBehalfOfType: text('Kind of the one for whom it was given: Visitor, User or IntegrationKey.'),
  ownedByUserId: text('Pendo user who owns it.'),
  createdById: text('Id of the one who created it.'),
  createdAt: time('Time at which it was created.'),
  appIds: list('integer', 'Apps to which it belongs.'),
  productAreas: list('any', 'Product areas to which it belongs.'),
  labels: list('object', 'Labels of the item.'),
  linksData: list('object', 'Links of the item.'),
} as const satisfies Columns;

/** What product areas and categories of guides share, after their id and name (evidence.md#groups-source). */
export const GROUP_COLUMNS = {
  description: text('Description that people gave it.'),
  color: text('Colour in the user interface.'),
  length: integer('Number of its items.'),
  type: text('Kind of group, as Pendo names it.'),
  createdAt: time('Time at which it was created.'),
  createdByUser: object('Pendo user who created it.'),
  lastUpdatedAt: time('Time of its last change; of the reading, where Pendo gives none.'),
  lastUpdatedByUser: object('Pendo user who made the last change.'),
  items: list('object', 'Its items, each with itemType and itemId.'),
} as const satisfies Columns;

/** The times that Pendo keeps of a visitor or an account for each app, inside the column `fields`. */
export const APP_VISIT_TIMES = [
  {
    name: 'firstvisit',
    path: ['fields', 'firstvisit'],
    type: 'time',
    description: 'Time of the first visit to the app.',
  },
  { name: 'lastvisit', path: ['fields', 'lastvisit'], type: 'time', description: 'Time of the last visit to the app.' },
] as const;
