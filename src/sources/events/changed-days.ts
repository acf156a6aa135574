import type { TimeWindow } from '../../sync/types.ts';
import { DAY_MS } from '../../utils/time.ts';
import { type CountedDays, dayNumber, type Fingerprint, type Fingerprints, fingerprintOn } from './fingerprints.ts';

export interface ChangedDay {
  /** The number of the day in the calendar. */
  readonly number: number;
  readonly start: number;
  /** As it was when its rows were last read. Undefined if it was never compared. */
  readonly before: Fingerprint | undefined;
  readonly now: Fingerprint;
}

/** How the history differs from what was last read. */
export interface ChangedDays {
  /** Days whose count is not the one of the last time, and days with rows that were never compared. */
  readonly differing: readonly ChangedDay[];
  /** The numbers of days without rows that were never compared. They need not be read. */
  readonly empty: readonly number[];
}

/** Compares the days that begin in the range. */
export function changedDays(known: Fingerprints, counts: CountedDays, range: TimeWindow): ChangedDays {
  const differing: ChangedDay[] = [];
  const empty: number[] = [];
  if (range.from >= range.to) return { differing, empty };
  for (let number = dayNumber(range.from); number <= dayNumber(range.to); number += 1) {
    const day = counts.get(number);
    if (day !== undefined && (day.start < range.from || day.start >= range.to)) continue;
    const before = known.get(number);
    const now = fingerprintOn(counts, number);
    if (before?.mark === now.mark) continue;
    if (day === undefined && before === undefined) empty.push(number);
    else differing.push({ number, start: day?.start ?? startOf(number, counts), before, now });
  }
  return { differing, empty };
}

/**
 * The beginning of a day without rows, derived from the nearest day that has rows. If there is none, the beginning of the
 * UTC day.
 */
function startOf(number: number, counts: CountedDays): number {
  const numbers = [...counts.keys()];
  const nearest = numbers.reduce<number | undefined>(
    (best, other) => (best === undefined || Math.abs(other - number) < Math.abs(best - number) ? other : best),
    undefined,
  );
  const start = nearest === undefined ? undefined : counts.get(nearest)?.start;
  return start === undefined ? number * DAY_MS : start + (number - (nearest ?? number)) * DAY_MS;
}
