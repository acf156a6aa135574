import { NPS_COLUMNS, POLL_COLUMNS, TRACK_EVENT_COLUMNS, WEBHOOK_EVENTS, webhookStream } from '../webhook-columns.ts';

export const webhookGuideDisplayed = webhookStream({
  name: 'webhook_guide_displayed',
  description: 'One row each time a guide was shown, from a webhook.',
  events: { only: [WEBHOOK_EVENTS.guideDisplayed] },
});

export const webhookPollDisplayed = webhookStream({
  name: 'webhook_poll_displayed',
  description: 'One row each time a poll was shown, from a webhook.',
  events: { only: [WEBHOOK_EVENTS.pollDisplayed] },
  more: POLL_COLUMNS,
});

export const webhookPollSubmitted = webhookStream({
  name: 'webhook_poll_submitted',
  description: 'One row per answer to a poll, from a webhook.',
  events: { only: [WEBHOOK_EVENTS.pollSubmitted] },
  more: POLL_COLUMNS,
});

export const webhookNpsDisplayed = webhookStream({
  name: 'webhook_nps_displayed',
  description: 'One row each time an NPS survey was shown, from a webhook.',
  events: { only: [WEBHOOK_EVENTS.npsDisplayed] },
  more: NPS_COLUMNS,
});

export const webhookNpsSubmitted = webhookStream({
  name: 'webhook_nps_submitted',
  description: 'One row per answer to an NPS survey, from a webhook.',
  events: { only: [WEBHOOK_EVENTS.npsSubmitted] },
  more: NPS_COLUMNS,
});

export const webhookTrackEventReceived = webhookStream({
  name: 'webhook_track_event_received',
  description: 'One row per track event that Pendo received, from a webhook.',
  events: { only: [WEBHOOK_EVENTS.trackEventReceived] },
  more: TRACK_EVENT_COLUMNS,
});

export const webhookVisitorCreated = webhookStream({
  name: 'webhook_visitor_created',
  description: 'One row per visitor that Pendo saw for the first time, from a webhook.',
  events: { only: [WEBHOOK_EVENTS.visitorCreated] },
});

export const webhookAccountCreated = webhookStream({
  name: 'webhook_account_created',
  description: 'One row per account that Pendo saw for the first time, from a webhook.',
  events: { only: [WEBHOOK_EVENTS.accountCreated] },
});

export const webhookEvents = webhookStream({
  name: 'webhook_events',
  description: 'One row per webhook of any kind that has no stream of its own.',
  events: { except: Object.values(WEBHOOK_EVENTS) },
});
