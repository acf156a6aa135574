import type { PendoRow } from '../../types.ts';
import { drawResponse, pollsOf } from '../objects/polls.ts';
import { type SingleEvent, type Sources, sharedFields } from './single-event.ts';

/**
 * A row of pollEvents. Event id and element path are empty, the step is often empty, and appId is sometimes missing.
 * guideTimestamp is the browserTime (evidence.md#poll-events, evidence.md#empty-event-ids,
 * evidence.md#poll-events-without-app).
 */
export function pollEventRow(sources: Sources, event: SingleEvent): PendoRow {
  const { random } = event;
  const polls = pollsOf(sources.world, event.guide);
  const poll = polls[random.chance(0.8) ? 0 : random.below(polls.length)];
  const { appId, ...shared } = sharedFields(sources, event);
  return {
    ...shared,
    ...(random.chance(0.35) ? {} : { appId }),
    ...(random.chance(0.5) ? { guideStepId: '' } : {}),
    type: 'ui:web:pollResponse',
    eventId: '',
    guideTimestamp: event.browserTime,
    pollId: poll?.id ?? '',
    pollType: poll?.type ?? '',
    pollResponse: poll === undefined ? '' : drawResponse(poll, random),
  };
}
