import type { TimeWindow } from '../../sync/types.ts';
import { DAY_MS } from '../../utils/time.ts';
import { type CountedDays, dayNumber, type Fingerprint, type Fingerprints, fingerprintOn } from './fingerprints.ts';

export interface ChangedDay {
  /** The number of the day in the calendar. */
  readonly number: number;
  readonly start: number;
  /** When its rows were last read; undefined when it was never compared. */
  readonly before: Fingerprint | undefined;
  readonly now: Fingerprint;
}

/** How the history differs from what was last read. */
export interface ChangedDays {
  /** Days that Pendo counts otherwise than before: with rows, or without rows where there were some. */
  readonly differing: readonly ChangedDay[];
  /** The numbers of days without rows that were never compared: there is nothing to read. */
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

/** The beginning of a day without rows, told by the day nearest to it that has some; without any, the UTC day's. */
function startOf(number: number, counts: CountedDays): number {
  const numbers = [...counts.keys()];
  const nearest = numbers.reduce<number | undefined>(
    (best, other) => (best === undefined || Math.abs(other - number) < Math.abs(best - number) ? other : best),
    undefined,
  );
  const start = nearest === undefined ? undefined : counts.get(nearest)?.start;
  return start === undefined ? number * DAY_MS : start + (number - (nearest ?? number)) * DAY_MS;
}
