import { isObject } from '../../utils/is-object.ts';
import { type Fingerprint, type Fingerprints, NEVER_COMPARED } from './fingerprints.ts';
import { type Midnights, midnightsState } from './midnight.ts';

/** For the mark of a day, and again for the number of its rows. */
const BYTES_PER_DAY = 4;
const UNKNOWN_ROWS = 0xffffffff;
/** A state with more days than this is broken. */
const MOST_DAYS = 10_000;

/** Reads the fingerprints from a state. What cannot be read is left out. */
export function readFingerprints(state: unknown): Fingerprints {
  const fingerprints = new Map<number, Fingerprint>();
  if (!isObject(state) || typeof state.first !== 'number' || typeof state.marks !== 'string') return fingerprints;
  const marks = numbersIn(state.marks);
  const rows = typeof state.rows === 'string' ? numbersIn(state.rows) : [];
  for (const [index, mark] of marks.slice(0, MOST_DAYS).entries()) {
    if (mark !== NEVER_COMPARED) fingerprints.set(state.first + index, { mark, rows: knownRows(rows[index]) });
  }
  return fingerprints;
}

/**
 * For the state: the number of the first day, and then for each day four bytes for its mark and four for its rows.
 * Returns undefined if there are no days.
 */
export function historyState(fingerprints: Fingerprints, midnights: readonly Midnights[]): object | undefined {
  const numbers = [...fingerprints.keys()];
  if (numbers.length === 0) return undefined;
  const last = numbers.reduce((latest, number) => Math.max(latest, number));
  const first = numbers.reduce((earliest, number) => Math.min(earliest, number));
  const days = Array.from({ length: Math.min(last - first + 1, MOST_DAYS) }, (_, index) =>
    fingerprints.get(first + index),
  );
  const marks = textOf(days.map((day) => day?.mark ?? NEVER_COMPARED));
  const rows = textOf(days.map((day) => Math.min(day?.rows ?? UNKNOWN_ROWS, UNKNOWN_ROWS)));
  return { first, marks, rows, ...midnightsState(midnights) };
}

function knownRows(rows: number | undefined): number | undefined {
  return rows === UNKNOWN_ROWS ? undefined : rows;
}

function numbersIn(text: string): readonly number[] {
  const bytes = Buffer.from(text, 'base64');
  return Array.from({ length: Math.floor(bytes.length / BYTES_PER_DAY) }, (_, index) =>
    bytes.readUInt32LE(index * BYTES_PER_DAY),
  );
}

function textOf(numbers: readonly number[]): string {
  const bytes = Buffer.alloc(numbers.length * BYTES_PER_DAY);
  for (const [index, number] of numbers.entries()) bytes.writeUInt32LE(number, index * BYTES_PER_DAY);
  return bytes.toString('base64');
}
