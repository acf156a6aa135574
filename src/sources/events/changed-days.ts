import type { TimeWindow } from '../../sync/types.ts';
import { type CountedDays, dayNumber, type Fingerprints, markOn } from './fingerprints.ts';
import type { EventsInput } from './input.ts';

/** Days shown in a log line. */
const SHOWN_DAYS = 5;
/** So many days, and nearly all of them, do not change by themselves. */
const MANY_DAYS = 10;
const NEARLY_ALL = 0.9;

export interface ChangedDay {
  readonly number: number;
  readonly start: number;
}

/** How the history differs from what was last read. */
export interface ChangedDays {
  /** Days with rows that Pendo counts otherwise than before, or that were never compared. */
  readonly differing: readonly ChangedDay[];
  /** The numbers of days without rows that had some, or that were never compared: there is nothing to read. */
  readonly emptied: readonly number[];
}

/** Compares the days that begin in the range. */
export function changedDays(known: Fingerprints, counts: CountedDays, range: TimeWindow): ChangedDays {
  const differing: ChangedDay[] = [];
  const emptied: number[] = [];
  if (range.from >= range.to) return { differing, emptied };
  for (let number = dayNumber(range.from); number <= dayNumber(range.to); number += 1) {
    const day = counts.get(number);
    if (day !== undefined && (day.start < range.from || day.start >= range.to)) continue;
    if (known.get(number) === markOn(counts, number)) continue;
    if (day === undefined || day.rows === 0) emptied.push(number);
    else differing.push({ number, start: day.start });
  }
  return { differing, emptied };
}

/** One line that says which days differ, how many rows they have now, and what may be the reason. */
export function sayChanged(
  { definition, log }: EventsInput,
  { differing }: ChangedDays,
  { counts, again }: { counts: CountedDays; again: readonly ChangedDay[] },
): void {
  if (differing.length === 0) return;
  const dates = differing.map(({ start }) => new Date(start + 13 * 3_600_000).toISOString().slice(0, 10)).sort();
  const more = dates.length > SHOWN_DAYS ? ` and ${dates.length - SHOWN_DAYS} more` : '';
  const rows = differing.reduce((sum, { number }) => sum + (counts.get(number)?.rows ?? 0), 0);
  const rest = differing.length - again.length;
  const later = rest > 0 ? ` The ${rest} oldest of them are read with the next syncs.` : '';
  log.info(
    `${definition.name}: reading ${again.length} older days again, because Pendo counts other rows than before on ${dates.slice(0, SHOWN_DAYS).join(', ')}${more} (${rows} rows now). ${reason(differing.length, counts.size)}${later}`,
  );
}

function reason(differing: number, all: number): string {
  return differing >= MANY_DAYS && differing >= all * NEARLY_ALL
    ? 'Nearly all days differ: the time zone of the subscription, its exclude list or a retention rule may have changed, or this is the first check.'
    : 'Such changes come from pages and features that are tagged anew, guides that are reset, late data and deleted visitors.';
}
