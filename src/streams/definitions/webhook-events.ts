import { WEBHOOK_EVENTS, webhookStream } from '../webhook-columns.ts';

export const webhookEvents = webhookStream({
  name: 'webhook_events',
  description: 'One row per webhook of any kind that has no stream of its own.',
  events: { except: Object.values(WEBHOOK_EVENTS) },
});
