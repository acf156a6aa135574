import { NPS_COLUMNS, WEBHOOK_EVENTS, webhookStream } from '../webhook-columns.ts';

export const webhookNpsSubmitted = webhookStream({
  name: 'webhook_nps_submitted',
  description: 'One row per answer to an NPS survey, from a webhook.',
  events: { only: [WEBHOOK_EVENTS.npsSubmitted] },
  more: NPS_COLUMNS,
});
