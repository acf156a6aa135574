import { NPS_COLUMNS, WEBHOOK_EVENTS, webhookStream } from '../webhook-columns.ts';

export const webhookNpsDisplayed = webhookStream({
  name: 'webhook_nps_displayed',
  description: 'One row each time an NPS survey was shown, from a webhook.',
  events: { only: [WEBHOOK_EVENTS.npsDisplayed] },
  more: NPS_COLUMNS,
});
