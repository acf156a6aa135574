import { WEBHOOK_EVENTS, webhookStream } from '../webhook-columns.ts';

export const webhookGuideDisplayed = webhookStream({
  name: 'webhook_guide_displayed',
  description: 'One row each time a guide was shown, from a webhook.',
  events: { only: [WEBHOOK_EVENTS.guideDisplayed] },
});
