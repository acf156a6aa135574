import { integer, number, object, text, time } from '../columns.ts';
import { BUCKET_READ_AT_DESCRIPTION } from '../shared-columns.ts';
import type { StreamDefinition } from '../types.ts';

export const singleEvents = {
  name: 'single_events',
  description:
    'One row per event, nothing grouped. Unofficial: Pendo does not document this source. By far the largest stream.',
  source: { kind: 'single_events', source: 'singleEvents', timeField: 'browserTime' },
  columns: {
    visitorId: text('Visitor who caused the event.'),
    accountId: text('Account of the visitor; empty when there is none.'),
    appId: integer('App in which the event happened.'),
    type: text('Kind of event, e.g. load or click.'),
    browserTime: time('Time of the event by the clock of the browser.'),
    eventId: text('Id of the event; may be empty.'),
    url: text('Address of the page.'),
    elementPath: text('Path of the element that the visitor used.'),
    tabId: text('Browser tab of the event.'),
    country: text('Country found from the IP address.'),
    region: text('Region found from the IP address.'),
    latitude: number('Latitude found from the IP address.'),
    longitude: number('Longitude found from the IP address.'),
    recordingSessionId: text('Session of the recording that shows the event.'),
    properties: object('Event properties.'),
  },
  bucketReadAt: BUCKET_READ_AT_DESCRIPTION,
  primaryKey: ['event_id', 'visitor_id', 'app_id', 'browser_time', 'type', 'url', 'row_number'],
  cursor: 'browser_time',
  mayBeRefused: true,
} as const satisfies StreamDefinition;
