import type { PendoRow } from '../../types.ts';
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

/**
 * A row of guideEvents (evidence.md#guide-event-fields). Its `serverName` is called `server` in aggregated rows. Its
 * event id is often empty (evidence.md#empty-event-ids).
 */
export function guideEventRow(sources: Sources, event: SingleEvent): PendoRow {
  const { random } = event;
  const type = random.pick(TYPES);
  const steps = sources.world.guideStepIds(event.guide);
  const row = sharedFields(sources, event);
  row.type = type;
  row.eventId = random.chance(0.5) ? '' : random.text(22);
  if (random.chance(0.3)) Object.assign(row, WITHOUT_PLACE);
  row.guideTimestamp = event.browserTime - random.below(5000);
  row.guideSeenReason = type === 'guideSeen' ? random.pick(SEEN_REASONS) : '';
  if (type === 'guideAdvanced') row.destinationStepId = steps.at(-1) ?? '';
  if (type === 'guideActivity') Object.assign(row, clickedElement(random.below(9)));
  return row;
}

/** No coordinates, and the whole page as the element (evidence.md#events-without-place). */
const WITHOUT_PLACE: PendoRow = { latitude: 0, longitude: 0, elementPath: 'BODY', loadTime: 0 };

function clickedElement(number: number): PendoRow {
  return {
    uiElementId: `pendo-button-${number}`,
    uiElementType: 'BUTTON',
    uiElementText: 'Got it',
    uiElementActions: '[{"action":"dismissGuide"}]',
  };
}
