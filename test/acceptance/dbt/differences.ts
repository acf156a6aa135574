import type { ModelRow } from './expected/usage.ts';

interface Compared {
  readonly key: readonly string[];
  readonly expected: readonly ModelRow[];
  readonly actual: readonly ModelRow[];
}

const SHOWN = 5;
const DIGITS = 9;
/** A hash of the key, which says nothing more. */
const ROW_KEY = 'row_key';

/** What differs, in any order of the rows; each row with all of its columns. */
export function differences({ key, expected, actual }: Compared): readonly string[] {
  if (expected.length === 0) return ['The emulator has no row for this model, so nothing is compared.'];
  const [wanted, found] = [textsOf(expected), textsOf(actual)];
  const byKey = (text: string) => key.map((column) => JSON.stringify(JSON.parse(text)[column])).join(' ');
  return [
    ...without(wanted, found)
      .map((text) => `${byKey(text)} is missing: ${text}`)
      .slice(0, SHOWN),
    ...without(found, wanted)
      .map((text) => `${byKey(text)} is not in Pendo: ${text}`)
      .slice(0, SHOWN),
  ].sort();
}

function textsOf(rows: readonly ModelRow[]): readonly string[] {
  return rows.map((row) => JSON.stringify(Object.fromEntries(Object.entries(row).flatMap(comparable).sort(byName))));
}

function comparable([column, value]: readonly [string, unknown]): readonly (readonly [string, unknown])[] {
  if (column === ROW_KEY) return [];
  const isShare = typeof value === 'number' && !Number.isInteger(value);
  return [[column, isShare ? Number(value.toPrecision(DIGITS)) : value]];
}

function byName([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number {
  return left < right ? -1 : 1;
}

/** The texts that stand in the first list more often than in the second. */
function without(texts: readonly string[], others: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const text of others) counts.set(text, (counts.get(text) ?? 0) + 1);
  return texts.filter((text) => {
    const left = counts.get(text) ?? 0;
    counts.set(text, left - 1);
    return left <= 0;
  });
}
