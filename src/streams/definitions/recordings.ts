import { boolean, integer, list, text, time } from '../columns.ts';
import { BUCKET_READ_AT_DESCRIPTION } from '../shared-columns.ts';
import type { StreamDefinition } from '../types.ts';

export const recordings = {
  name: 'recordings',
  description:
    'One row per part of a session recording, without its pictures. Unofficial: Pendo does not document this source.',
  source: { kind: 'single_events', source: 'recordingMetadata', timeField: 'recordingStartTime' },
  columns: {
    visitorId: text('Visitor who was recorded.'),
    accountId: text('Account of the visitor; empty when there is none.'),
    appId: integer('App that was recorded.'),
    tabId: text('Browser tab of the recording.'),
    recordingId: text('Id of the recording.'),
    recordingSessionId: text('Session to which the recording belongs.'),
    recordingStartTime: time('Time at which the recording began.'),
    recordingEndTime: time('Time at which the recording ended.'),
    startTime: time('Time at which the part began.'),
    endTime: time('Time at which the part ended.'),
    minBrowserTime: time('Time of its first event by the clock of the browser.'),
    maxBrowserTime: time('Time of its last event by the clock of the browser.'),
    recordingSize: integer('Size in bytes.'),
    recordingRrwebEventCount: integer('Number of recorded changes.'),
    isBroken: boolean('Whether the recording cannot be played.'),
    isSessionStart: boolean('Whether the session began with this part.'),
    recordingFirstActiveTs: time('Time of the first activity.'),
    recordingLastActiveTs: time('Time of the last activity.'),
    activityTimelineTimestamps: list('integer', 'Times of activity, in epoch milliseconds.'),
    recordingInactivityPeriodStartTimes: list('integer', 'Beginnings of inactivity, in epoch milliseconds.'),
    recordingInactivityPeriodEndTimes: list('integer', 'Ends of inactivity, in epoch milliseconds.'),
    recordingLastMobileState: text('Last state of a mobile app.'),
  },
  bucketReadAt: BUCKET_READ_AT_DESCRIPTION,
  primaryKey: ['recording_id', 'recording_session_id', 'recording_start_time', 'row_number'],
  cursor: 'recording_start_time',
  mayBeRefused: true,
} as const satisfies StreamDefinition;
