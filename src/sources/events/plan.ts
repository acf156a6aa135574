import type { StreamState } from '../../airbyte/stream-state.ts';
import { planRead } from '../../sync/lookback.ts';
import type { TimeWindow } from '../../sync/types.ts';
import { DAY_MS } from '../../utils/time.ts';
import { possibleDeepRead, type TimeBookmark } from '../bookmark.ts';
import type { ConfiguredDays } from '../kind.ts';
import { readTime, timeText } from '../state-time.ts';
import type { EventsInput } from './input.ts';
import { formerStart, missedStart, startHasMoved, startState } from './missed-start.ts';
import { configuredRange, newestMs, timeColumn } from './range.ts';
import { dayStart } from './whole-days.ts';

const DEEP_READ_AT = 'deep_read_at';

/** What one sync reads of a stream of events, and the states that say how far it came. */
export interface EventPlan {
  readonly range: TimeWindow;
  /** Days that are read too, because earlier syncs took them for days before start_date. */
  readonly missed: readonly TimeWindow[];
  /** Whether start_date begins at another time than for earlier syncs. */
  readonly startHasMoved: boolean;
  readonly deep: boolean;
  readonly isFirst: boolean;
  /** All that the config asks for, up to now. */
  readonly whole: TimeWindow;
  readonly lookbackMs: number;
  /** Everything before this was read by earlier syncs. */
  readonly readBefore: number;
  /** The state when everything before `readTo` was read; `history` is what the history check keeps in it. */
  stateAt(readTo: number, history: object | undefined): StreamState;
  stateAtEnd(history: object | undefined): StreamState;
}

export function planEvents(
  input: EventsInput,
  { state, cursor, began }: TimeBookmark,
  days: ConfiguredDays,
): EventPlan {
  const { config, definition } = input;
  const field = timeColumn(input);
  const deepReadAt = possibleDeepRead(input, readTime(state, DEEP_READ_AT, definition.name), began);
  // Days after end_date are not kept up to date. Once the date is removed, they must be read from there.
  const end = cursor === undefined ? undefined : Math.min(cursor, days.to);
  const whole = configuredRange(input, days, began);
  // A cursor that is a little ahead of the clock says nothing about rows that come later.
  const soFar = end === undefined ? undefined : { end: Math.min(end, began), deepReadAt };
  const lookbackMs = config.lookbackDays * DAY_MS;
  const { range, deep } = planRead({ range: whole, soFar, now: began, newestMs: newestMs(input), lookbackMs });
  // The first reading is a deep one from its first window on, even if it breaks off and is resumed.
  const standsOn = soFar === undefined ? began : deepReadAt;
  const stateWith = (readTo: number, deepAt: number | undefined, more: StreamState): StreamState => ({
    [field]: timeText(Math.max(end ?? whole.from, Math.min(readTo, began))),
    ...(deepAt === undefined ? {} : { [DEEP_READ_AT]: timeText(deepAt) }),
    ...more,
  });
  const historyState = (history: object | undefined) => (history === undefined ? {} : { history });
  const before = soFar === undefined ? startState(input, days) : formerStart(state);
  const planned = { from: Math.max(whole.from, dayStart(input, range.from)), to: range.to };
  return {
    range: planned,
    missed: missedStart(input, state, { days, range: planned }),
    startHasMoved: startHasMoved(input, state, days),
    deep,
    isFirst: soFar === undefined,
    whole,
    lookbackMs,
    readBefore: end ?? whole.from,
    stateAt: (readTo, history) => stateWith(readTo, standsOn, { ...before, ...historyState(history) }),
    stateAtEnd: (history) =>
      stateWith(range.to, deep ? began : standsOn, { ...before, ...startState(input, days), ...historyState(history) }),
  };
}
