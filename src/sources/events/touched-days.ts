import type { TimeWindow } from '../../sync/types.ts';
import type { ChangedDay } from './changed-days.ts';
import { type CountedDays, dayNumber, type Fingerprint, type Fingerprints, fingerprintOn } from './fingerprints.ts';
import type { EventsInput } from './input.ts';
import { isByDay } from './whole-days.ts';

export interface TouchedDays {
  readonly again: readonly ChangedDay[];
  readonly counts: CountedDays;
  /** The sync reads everything from here on. */
  readonly readFrom: number;
}

/** The days of which this sync reads no row. Days of the subscription and the UTC days that are read overlap. */
export function untouchedDays(
  input: EventsInput,
  known: Fingerprints,
  { again, counts, readFrom }: TouchedDays,
): Fingerprints {
  const byDay = isByDay(input);
  const reach = byDay ? [0] : [-1, 0, 1];
  const read = new Set(again.flatMap(({ number }) => reach.map((step) => number + step)));
  const isInRange = (number: number) => {
    const start = byDay ? counts.get(number)?.start : undefined;
    return start === undefined ? number >= dayNumber(readFrom) : start >= readFrom;
  };
  return new Map(Array.from(known).filter(([number]) => !read.has(number) && !isInRange(number)));
}

/** The days that Pendo counts as when their rows were last read. */
export function unchangedDays(known: Fingerprints, counts: CountedDays, asked: TimeWindow): [number, Fingerprint][] {
  return Array.from(known).filter(
    ([number, { mark }]) => number < dayNumber(asked.to) && fingerprintOn(counts, number).mark === mark,
  );
}
