import type { TimeWindow } from '../../sync/types.ts';
import { DAY_MS } from '../../utils/time.ts';
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
    if (known.get(number) === markOn(counts, number)) continue;
    if (day === undefined && known.get(number) === undefined) empty.push(number);
    else differing.push({ number, start: day?.start ?? startOf(number, counts) });
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
