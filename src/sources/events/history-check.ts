import { ConnectorError, RefusedError, SyncEndingError, TooMuchError } from '../../airbyte/errors.ts';
import type { StreamState } from '../../airbyte/stream-state.ts';
import type { StreamContext, TimeWindow } from '../../sync/types.ts';
import { DAY_MS, HOUR_MS } from '../../utils/time.ts';
import { countDays } from '../day-totals.ts';
import { type ChangedDays, changedDays } from './changed-days.ts';
import {
  type CountedDays,
  countedDays,
  EMPTY_DAY,
  type Fingerprint,
  historyState,
  readFingerprints,
} from './fingerprints.ts';
import type { EventsInput } from './input.ts';
import { hasMoved, newestMidnight, readMidnight } from './midnight.ts';
import { sayChanged } from './say-changed.ts';
import { wholeDays } from './whole-days.ts';

/** So many times `advanced.window_days` are read again in one sync; the rest comes with the next checks. */
const WINDOWS_PER_SYNC = 4;
const LONGEST_DAY_MS = DAY_MS + HOUR_MS;
/** A year at once, so that a check costs one request for most subscriptions. */
const WINDOWS = { firstWindowMs: 365 * DAY_MS, mostFailures: 20 };
/** A first reading does not count a history as short as this: the first check reads it once more instead. */
const CHEAP_TO_READ_MS = 60 * DAY_MS;

/**
 * Pendo's past changes long after the lookback: a page that is tagged anew, a guide that is reset, visitors that are deleted,
 * rows that come months late. So with each deep read Pendo counts the rows of every day of the history, and the days whose
 * count differs from the last time are read again. The counts are asked for before the days are read: a change in between
 * is seen the next day.
 */
export interface HistoryCheck {
  /** What is to be read again beside the plan's own range: whole days. */
  readonly ranges: readonly TimeWindow[];
  /** What the state keeps while the plan's range was read up to here; undefined when there is nothing to keep. */
  stateAt(readTo: number): object | undefined;
  /** What the state keeps when the plan's range and `ranges` were read. */
  stateAtEnd(): object | undefined;
}

export interface HistoryCheckOptions {
  readonly state: StreamState | undefined;
  /** What this sync reads anyway. */
  readonly range: TimeWindow;
  readonly deep: boolean;
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
  const known = readFingerprints(options.state?.history);
  const midnight = readMidnight(options.state?.history);
  const asked = askedRange(options);
  const counts = asked === undefined ? undefined : await askCounts(input, context, asked);
  if (counts === undefined) return keeping(historyState(known, midnight));
  const { whole, deep } = options;
  const readFrom = options.range.from;
  const changed: ChangedDays = deep
    ? changedDays(known, counts, { from: whole.from, to: readFrom })
    : { differing: [], empty: [] };
  const days = input.config.windowDays * WINDOWS_PER_SYNC;
  // The newest first: Pendo refills the history of an object that is tagged anew from today backwards.
  const again = changed.differing.toSorted((left, right) => right.start - left.start).slice(0, days);
  const newest = newestMidnight(counts) ?? midnight;
  // Until all days were read again the old midnight stays, so that the log can tell the reason each time.
  const isAll = deep && again.length === changed.differing.length;
  sayChanged(input, {
    differing: changed.differing,
    again: again.length,
    zoneHasMoved: hasMoved(midnight, counts),
  });

  function readUpTo(readTo: number): Map<number, Fingerprint> {
    const next = new Map<number, Fingerprint>(known);
    for (const number of changed.empty) next.set(number, EMPTY_DAY);
    for (const [number, day] of counts ?? []) {
      if (day.start >= readFrom && day.start + LONGEST_DAY_MS <= readTo) next.set(number, day);
    }
    return next;
  }

  return {
    ranges: wholeDays(input, again, { from: whole.from, to: readFrom }),
    stateAt: (readTo) => historyState(readUpTo(readTo), midnight),
    stateAtEnd() {
      const next = readUpTo(Number.POSITIVE_INFINITY);
      for (const { number, now } of again) next.set(number, now);
      return historyState(next, isAll ? newest : midnight);
    },
  };
}

/** A stream without a check: its state keeps what it had. */
export function keeping(state: object | undefined): HistoryCheck {
  return { ranges: [], stateAt: () => state, stateAtEnd: () => state };
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

/** Undefined when Pendo does not count: the check is then left out, and fails nothing. */
async function askCounts(
  input: EventsInput,
  context: StreamContext,
  range: TimeWindow,
): Promise<CountedDays | undefined> {
  const { source } = input;
  const counted = source.kind === 'single_events' ? source : { source: source.source };
  try {
    const isTooMuch = (error: unknown) => error instanceof TooMuchError || error instanceof RefusedError;
    return countedDays(
      await countDays(input, context, { counted, range, what: 'of the history', isTooMuch, ...WINDOWS }),
    );
  } catch (error) {
    context.signal.throwIfAborted();
    if (!(error instanceof ConnectorError) || error instanceof SyncEndingError) throw error;
    input.log.warn(
      `${input.definition.name}: the history check is skipped this time, because Pendo did not count the days. ${error.message}`,
    );
    return undefined;
  }
}
