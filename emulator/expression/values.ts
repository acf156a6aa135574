import { RawNumber } from '../data/raw-number.ts';

/**
 * How Pendo's expressions treat values. The handling of null is documented: `null == null` is true, arithmetic with
 * null gives null, and `||` and `&&` treat null as false (evidence.md#null-in-expressions). Everything else here is
 * inferred (evidence.md#values-in-expressions).
 */

/**
 * Numbers beyond 2^53 are kept as digits, so that `select` returns them exactly. This converts them for comparisons.
 */
function plain(value: unknown): unknown {
  return value instanceof RawNumber ? Number(value.digits) : value;
}

export function isTrue(value: unknown): boolean {
  return value === true || (typeof value === 'number' && value !== 0);
}

/** Compares two values of the same type: negative, 0 or positive. Undefined for null and for different types. */
export function compare(leftValue: unknown, rightValue: unknown): number | undefined {
  const left = plain(leftValue);
  const right = plain(rightValue);
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left === 'string' && typeof right === 'string') return compareStrings(left, right);
  return undefined;
}

export function equal(left: unknown, right: unknown): boolean {
  return plain(left) === plain(right);
}

/** Both values as numbers, or undefined if one of them is not a number. */
export function numbers(leftValue: unknown, rightValue: unknown): [number, number] | undefined {
  const left = plain(leftValue);
  const right = plain(rightValue);
  return typeof left === 'number' && typeof right === 'number' ? [left, right] : undefined;
}

/**
 * A total order for `sort`: null, booleans, numbers, texts, other values. Where Pendo puts null is not known
 * (evidence.md#sort-order).
 */
export function compareForSort(leftValue: unknown, rightValue: unknown, nullRank = 0): number {
  const left = plain(leftValue);
  const right = plain(rightValue);
  const rank = kindRank(left, nullRank) - kindRank(right, nullRank);
  if (rank !== 0) return rank;
  if (typeof left === 'boolean') return Number(left) - Number(right);
  return compare(left, right) ?? 0;
}

function kindRank(value: unknown, nullRank: number): number {
  const ranks: Record<string, number> = { boolean: 1, number: 2, string: 3 };
  return value === null ? nullRank : (ranks[typeof value] ?? 4);
}

/**
 * Compares texts by their UTF-8 bytes, like Go and most databases. This is inferred (evidence.md#sort-order): nobody
 * has tested Pendo with an emoji next to a character of U+E000 to U+FFFF, the only case where JavaScript's order
 * (UTF-16) differs.
 */
export function compareStrings(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at += 1) {
    const difference = byteRank(left.charCodeAt(at)) - byteRank(right.charCodeAt(at));
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** Ranks surrogates (U+10000 and above) after all other code units. */
function byteRank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
