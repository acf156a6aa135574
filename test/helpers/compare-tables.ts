import type { JsonRecord, Stream } from './airbyte/messages.ts';
import { canonical } from './canonical.ts';
import { shorten, shortenText } from './protocol.ts';
import { keyOf, keyText, ROW_NUMBER, type Table, withoutReadTime, withoutRowNumber } from './tables.ts';

const SHOWN_DIFFERENCES = 10;
const SHOWN_KEY_CHARACTERS = 150;

/**
 * The differences between two tables of a stream: missing rows, extra rows, and columns with different values. Shows at
 * most ten, then their number. Rows that share a key may have their `row_number` in any order, but the numbers must be
 * 1 to n.
 */
export function compareTables(stream: Stream, expected: Table, actual: Table): string[] {
  const key = withoutRowNumber(keyOf(stream));
  const [wanted, found] = [groupRows(expected, key), groupRows(actual, key)];
  const differences: string[] = [];
  for (const [group, rows] of wanted) {
    differences.push(...compareGroup(group, rows, found.get(group) ?? [], stream));
  }
  for (const [group, rows] of found) {
    if (!wanted.has(group)) differences.push(...compareGroup(group, [], rows, stream));
  }
  if (differences.length <= SHOWN_DIFFERENCES) return differences;
  return [...differences.slice(0, SHOWN_DIFFERENCES), `… ${differences.length} differences in all.`];
}

function groupRows(table: Table, key: readonly string[]): ReadonlyMap<string, readonly JsonRecord[]> {
  return Map.groupBy(table.values(), (record) => keyText(record, key));
}

function compareGroup(
  group: string,
  wanted: readonly JsonRecord[],
  found: readonly JsonRecord[],
  stream: Stream,
): string[] {
  const key = shortenText(group, SHOWN_KEY_CHARACTERS);
  const left = [...found];
  const unmatched = wanted.filter((row) => {
    const position = left.findIndex(
      (candidate) => isSame(row, candidate) || isSame(row, withoutReadTime(candidate, stream)),
    );
    if (position === -1) return true;
    left.splice(position, 1);
    return false;
  });
  return [
    ...unmatched.slice(0, left.length).map((row, index) => `other ${key}: ${otherColumns(row, left[index] ?? {})}`),
    ...unmatched.slice(left.length).map((row) => `missing ${key}: ${shorten(row)}`),
    ...left.slice(unmatched.length).map((row) => `surplus ${key}: ${shorten(row)}`),
    ...wrongNumbers(key, found),
  ];
}

function isSame(wanted: JsonRecord, found: JsonRecord): boolean {
  const isSameColumn = (column: string) => column === ROW_NUMBER || isSameValue(wanted[column], found[column]);
  return Object.keys(wanted).every(isSameColumn) && Object.keys(found).every(isSameColumn);
}

/** Null and no value are the same for every destination. */
function isSameValue(wanted: unknown = null, found: unknown = null): boolean {
  // Nearly all values are equal texts and numbers, and `canonical` takes long.
  return wanted === found || canonical(wanted) === canonical(found);
}

function otherColumns(wanted: JsonRecord, found: JsonRecord): string {
  const columns = new Set([...Object.keys(wanted), ...Object.keys(found)]);
  columns.delete(ROW_NUMBER);
  return [...columns]
    .filter((column) => !isSameValue(wanted[column], found[column]))
    .map((column) => `${column} is ${shorten(found[column] ?? null)}, not ${shorten(wanted[column] ?? null)}`)
    .join('; ');
}

function wrongNumbers(group: string, found: readonly JsonRecord[]): string[] {
  if (found.every((row) => row[ROW_NUMBER] === undefined)) return [];
  const numbers = found.map((row) => Number(row[ROW_NUMBER])).sort((left, right) => left - right);
  const isGapless = numbers.every((number, index) => number === index + 1);
  return isGapless ? [] : [`numbers ${group}: row_number is ${numbers.join(', ')}`];
}
