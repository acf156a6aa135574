import type { StreamState } from '../../airbyte/stream-state.ts';
import type { TimeWindow } from '../../sync/types.ts';
import { DAY_MS } from '../../utils/time.ts';
import type { ConfiguredDays } from '../kind.ts';
import { readTime, timeText } from '../state-time.ts';
import type { EventsInput } from './input.ts';
import { dayStart } from './whole-days.ts';

/**
 * The field of the state that holds the midnight at which earlier syncs started. If it is missing, they started before any
 * midnight that start_date can have.
 */
const READ_FROM = 'read_from';
/** The field that holds the start_date that begins at that midnight. */
const READ_FROM_DATE = 'read_from_date';

/**
 * If the time zone moved east, start_date begins earlier than before. Returns what lies before the start of earlier
 * syncs.
 */
export function missedStart(
  input: EventsInput,
  state: StreamState | undefined,
  { days, range }: { days: ConfiguredDays; range: TimeWindow },
): readonly TimeWindow[] {
  const readFrom = readTime(state, READ_FROM, input.definition.name);
  if (!days.startIsExact || readFrom === undefined) return [];
  const to = Math.min(dayStart(input, readFrom + DAY_MS - 1), range.from);
  return days.from < readFrom && days.from < to ? [{ from: days.from, to }] : [];
}

/**
 * Whether start_date begins at another time than for earlier syncs: the time zone has moved. This also tells zones that are
 * 24 hours apart, such as UTC-11 and UTC+13. Their days begin at the same times, but their months do not.
 */
export function startHasMoved(
  { config, definition }: EventsInput,
  state: StreamState | undefined,
  days: ConfiguredDays,
): boolean {
  const readFrom = readTime(state, READ_FROM, definition.name);
  const isSameDate = state?.[READ_FROM_DATE] === config.startDate.text;
  return isSameDate && days.startIsExact && readFrom !== undefined && readFrom !== days.from;
}

/** For the state, once everything from the start was read. */
export function startState({ config }: EventsInput, days: ConfiguredDays): StreamState {
  return days.startIsExact ? { [READ_FROM]: timeText(days.from), [READ_FROM_DATE]: config.startDate.text } : {};
}

/** For the state: where earlier syncs started. */
export function formerStart(state: StreamState | undefined): StreamState {
  const fields = [READ_FROM, READ_FROM_DATE].filter((field) => state?.[field] !== undefined);
  return Object.fromEntries(fields.map((field) => [field, state?.[field]]));
}
