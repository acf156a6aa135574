import type { PendoRow } from '../../types.ts';
import { guideStepIds } from '../objects/guide.ts';
import { type SingleEvent, type Sources, sharedFields } from './single-event.ts';

const TYPES: readonly [string, ...string[]] = [
  'guideSeen',
  'guideSeen',
  'guideAdvanced',
  'guideActivity',
  'guideDismissed',
  'guideTimeout',
  'guideSnoozed',
];

const SEEN_REASONS: readonly [string, ...string[]] = [
  'auto',
  'launcher',
  'badge',
  'dom',
  'whatsnew',
  'advanced',
  'continue',
];

/** A row of guideEvents (V). Its `serverName` is what aggregated rows call `server`. */
export function guideEventRow(sources: Sources, event: SingleEvent): PendoRow {
  const { random } = event;
  const type = random.pick(TYPES);
  const steps = guideStepIds(sources.world, event.guide);
  return {
    ...sharedFields(sources, event),
    type,
    eventId: random.text(22),
    guideTimestamp: event.browserTime - random.below(5000),
    guideSeenReason: type === 'guideSeen' ? random.pick(SEEN_REASONS) : '',
    ...(type === 'guideAdvanced' ? { destinationStepId: steps.at(-1) ?? '' } : {}),
    ...(type === 'guideActivity' ? clickedElement(random.below(9)) : {}),
  };
}

function clickedElement(number: number): PendoRow {
  return {
    uiElementId: `pendo-button-${number}`,
    uiElementType: 'BUTTON',
    uiElementText: 'Got it',
    uiElementActions: '[{"action":"dismissGuide"}]',
  };
}
