import { POLL_COLUMNS, WEBHOOK_EVENTS, webhookStream } from '../webhook-columns.ts';

export const webhookPollDisplayed = webhookStream({
  name: 'webhook_poll_displayed',
  description: 'One row each time a poll was shown, from a webhook.',
  events: { only: [WEBHOOK_EVENTS.pollDisplayed] },
  more: POLL_COLUMNS,
});
