import type { StreamState } from '../../airbyte/stream-state.ts';
import type { StreamContext, TimeWindow } from '../../sync/types.ts';
import { DAY_MS, HOUR_MS } from '../../utils/time.ts';
import { askCounts } from './ask-counts.ts';
import { type ChangedDays, changedDays } from './changed-days.ts';
import { EMPTY_DAY, type Fingerprint } from './fingerprints.ts';
import { historyState, readFingerprints } from './history-state.ts';
import type { EventsInput } from './input.ts';
import { daysOfOldZone, hasMoved, midnightsOf, readMidnights } from './midnight.ts';
import { forgetMoving } from './recount.ts';
import { sayChanged } from './say-changed.ts';
import { unchangedDays, untouchedDays } from './touched-days.ts';
import { wholeDays } from './whole-days.ts';

/** One sync reads at most this many times `advanced.window_days` again. The next checks read the rest. */
const WINDOWS_PER_SYNC = 4;
const LONGEST_DAY_MS = DAY_MS + HOUR_MS;
/** Pendo hardly changes a day and changes it back between its count and its reading, if the sync takes no longer. */
const QUICK_MS = 60_000;
/**
 * The days of a history that is shorter than this are not counted while they are first read. The first check reads them
 * once more instead.
 */
const CHEAP_TO_READ_MS = 60 * DAY_MS;

/**
 * Pendo's past changes long after the lookback: pages are tagged anew, guides are reset, visitors are deleted, and rows
 * arrive months late. So each deep read asks Pendo to count the rows of every day of the history. Days whose count differs
 * from the last time are read again. Pendo counts before the days are read, so the next check sees a change in between.
 */
export interface HistoryCheck {
  /** The whole days to read again, besides the plan's own range. */
  readonly ranges: readonly TimeWindow[];
  /**
   * Whether the state holds counts of days that this sync reads again. They leave the state before the reading: if the
   * sync dies, its rows may be in the warehouse, and Pendo may by then count as before.
   */
  readonly forgets: boolean;
  /** What the state keeps once the plan's range was read up to `readTo`. Undefined when there is nothing to keep. */
  stateAt(readTo: number): object | undefined;
  /** What the state keeps once the plan's range and `ranges` were read. */
  stateAtEnd(): Promise<object | undefined>;
}

export interface HistoryCheckOptions {
  readonly state: StreamState | undefined;
  /** What this sync reads anyway. */
  readonly range: TimeWindow;
  readonly deep: boolean;
  /** Whether start_date begins at another time than for earlier syncs. */
  readonly startHasMoved: boolean;
  /** All that the config asks for. */
  readonly whole: TimeWindow;
  readonly lookbackMs: number;
  readonly began: number;
}

export async function createHistoryCheck(
  input: EventsInput,
  context: StreamContext,
  options: HistoryCheckOptions,
): Promise<HistoryCheck> {
  const { whole, deep, began, startHasMoved } = options;
  const inState = readFingerprints(options.state?.history);
  const read = startHasMoved ? daysOfOldZone(inState) : inState;
  const midnightsBefore = readMidnights(options.state?.history);
  const readFrom = options.range.from;
  const asked = askedRange(options);
  const skipped = `${input.definition.name}: the history check is skipped this time, because Pendo did not count the days.`;
  const counts = asked === undefined ? undefined : await askCounts(input, context, asked, skipped);
  // The days that such a sync reads are read by the next ones too.
  if (asked === undefined || counts === undefined) return keeping(historyState(read, midnightsBefore));
  const zoneHasMoved = hasMoved(midnightsBefore, read, counts);
  const known = zoneHasMoved ? daysOfOldZone(read) : read;
  // Only a deep read counts all days.
  const isNew = deep || zoneHasMoved || midnightsBefore.length === 0;
  const midnights = isNew ? midnightsOf(counts) : midnightsBefore;
  const changed: ChangedDays = deep
    ? changedDays(known, counts, { from: whole.from, to: readFrom })
    : { differing: [], empty: [] };
  const days = input.config.windowDays * WINDOWS_PER_SYNC;
  // The newest first: Pendo refills the history of an object that is tagged anew from today backwards.
  const again = changed.differing.toSorted((left, right) => right.start - left.start).slice(0, days);
  const untouched = untouchedDays(input, known, { again, counts, readFrom });
  sayChanged(input, { differing: changed.differing, again: again.length });

  function readUpTo(readTo: number): Map<number, Fingerprint> {
    const next = new Map<number, Fingerprint>(untouched);
    for (const number of changed.empty) next.set(number, EMPTY_DAY);
    for (const [number, day] of counts ?? []) {
      if (day.start >= readFrom && day.start + LONGEST_DAY_MS <= readTo) next.set(number, day);
    }
    return next;
  }

  return {
    ranges: wholeDays(input, again, { from: whole.from, to: readFrom }),
    forgets: untouched.size < known.size,
    stateAt: (readTo) => historyState(readUpTo(readTo), midnights),
    async stateAtEnd() {
      const next = readUpTo(Number.POSITIVE_INFINITY);
      for (const { number, now } of again) next.set(number, now);
      for (const [number, day] of unchangedDays(known, counts, asked)) if (!next.has(number)) next.set(number, day);
      if (input.client.now() - began > QUICK_MS) await forgetMoving(input, context, next, untouched);
      return historyState(next, midnights);
    },
  };
}

/** For a sync without a check. The state keeps what it had. */
export function keeping(state: object | undefined): HistoryCheck {
  return { ranges: [], forgets: false, stateAt: () => state, stateAtEnd: () => Promise.resolve(state) };
}

/**
 * A deep read compares everything before its own range. The days of that range which lie before the lookback are counted
 * too: they are read now, and are compared from the next time on. For the same reason a long first reading counts its days,
 * also when it goes on after an interruption.
 */
function askedRange({ range, deep, whole, lookbackMs, began }: HistoryCheckOptions): TimeWindow | undefined {
  const from = deep ? whole.from : range.from;
  const to = Math.min(Math.max(range.from, began - lookbackMs), whole.to);
  const comparesNothing = !deep || range.from <= whole.from;
  return to - from > (comparesNothing ? CHEAP_TO_READ_MS : 0) ? { from, to } : undefined;
}
