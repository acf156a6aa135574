import { RawNumber } from '../data/raw-number.ts';

/**
 * How Pendo's expressions see values. Null semantics are documented: `null == null` is true, arithmetic with null gives
 * null, `||` and `&&` take null for false (evidence.md#null-in-expressions). All else here is inferred
 * (evidence.md#values-in-expressions).
 */

/** A number beyond 2^53 travels as its digits, so that `select` hands it on whole; to compare it, it becomes a number. */
function plain(value: unknown): unknown {
  return value instanceof RawNumber ? Number(value.digits) : value;
}

export function isTrue(value: unknown): boolean {
  return value === true || (typeof value === 'number' && value !== 0);
}

/** Order of two values of one kind, negative, 0 or positive; undefined when they cannot be compared (null, mixed kinds). */
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

/** Both as numbers, or undefined when one of them is none. */
export function numbers(leftValue: unknown, rightValue: unknown): [number, number] | undefined {
  const left = plain(leftValue);
  const right = plain(rightValue);
  return typeof left === 'number' && typeof right === 'number' ? [left, right] : undefined;
}

/**
 * A total order for `sort`: null first, then booleans, numbers, texts, the rest. Where Pendo puts nulls is not known
 * (evidence.md#sort-order).
 */
export function compareForSort(leftValue: unknown, rightValue: unknown): number {
  const left = plain(leftValue);
  const right = plain(rightValue);
  const rank = kindRank(left) - kindRank(right);
  if (rank !== 0) return rank;
  if (typeof left === 'boolean') return Number(left) - Number(right);
  return compare(left, right) ?? 0;
}

function kindRank(value: unknown): number {
  const ranks: Record<string, number> = { boolean: 1, number: 2, string: 3 };
  return value === null ? 0 : (ranks[typeof value] ?? 4);
}

/**
 * Texts compare by their UTF-8 bytes, as Go and most databases do. Inferred (evidence.md#sort-order): nobody tested
 * Pendo with an emoji beside a character of U+E000 to U+FFFF, the only place where JavaScript's own order (UTF-16)
 * differs.
 */
export function compareStrings(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let at = 0; at < length; at += 1) {
    const difference = byteRank(left.charCodeAt(at)) - byteRank(right.charCodeAt(at));
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** Moves surrogates (U+10000 and above) behind all other code units. */
function byteRank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
