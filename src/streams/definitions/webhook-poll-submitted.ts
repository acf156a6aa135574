import { POLL_COLUMNS, WEBHOOK_EVENTS, webhookStream } from '../webhook-columns.ts';

export const webhookPollSubmitted = webhookStream({
  name: 'webhook_poll_submitted',
  description: 'One row per answer to a poll, from a webhook.',
  events: { only: [WEBHOOK_EVENTS.pollSubmitted] },
  more: POLL_COLUMNS,
});
