import { list, text, time } from '../columns.ts';
import { BUCKET_READ_AT_DESCRIPTION } from '../shared-columns.ts';
import type { StreamDefinition } from '../types.ts';

export const emailEvents = {
  name: 'email_events',
  description: 'One row each time an email of Pendo was sent, delivered, opened, clicked or refused.',
  source: { kind: 'single_events', source: 'emailEvents', timeField: 'browserTime' },
  columns: {
    visitorId: text('Visitor to whom the email was sent.'),
    accountIds: list('string', 'All accounts of the visitor.'),
    type: text('What happened, e.g. email:pendo:opened.'),
    browserTime: time('Time of the event.'),
    eventId: text('Id of the event; may be empty.'),
    oldVisitorId: text('Earlier id of the visitor, or other context in text.'),
    remoteIp: text('IP address of the visitor.'),
    serverName: text('Host of the event.'),
    url: text('Address of the event.'),
  },
  bucketReadAt: BUCKET_READ_AT_DESCRIPTION,
  primaryKey: ['event_id', 'type', 'visitor_id', 'browser_time', 'row_number'],
  cursor: 'browser_time',
  mayBeRefused: true,
} as const satisfies StreamDefinition;
