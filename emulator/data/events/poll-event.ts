import type { PendoRow } from '../../types.ts';
import { drawResponse, pollsOf } from '../objects/polls.ts';
import { type SingleEvent, type Sources, sharedFields } from './single-event.ts';

/** A row of pollEvents: its event id is empty (FV seeds), its guideTimestamp is the browserTime (D). */
export function pollEventRow(sources: Sources, event: SingleEvent): PendoRow {
  const { random } = event;
  const polls = pollsOf(sources.world, event.guide);
  const poll = polls[random.chance(0.8) ? 0 : random.below(polls.length)];
  return {
    ...sharedFields(sources, event),
    type: 'ui:web:pollResponse',
    eventId: '',
    guideTimestamp: event.browserTime,
    pollId: poll?.id ?? '',
    pollType: poll?.type ?? '',
    pollResponse: poll === undefined ? '' : drawResponse(poll, random),
  };
}
