import { compareForSort, equal, numbers } from './values.ts';

/** `x[0]`. Null if there is no such element, or if x is not a list (evidence.md#list-expressions). */
export function elementOf(list: unknown, at: unknown): unknown {
  return Array.isArray(list) && typeof at === 'number' ? (list[at] ?? null) : null;
}

/**
 * `x[a:b]` from `a` up to but not including `b`, as in Go. A missing bound means the start or end of the list
 * (evidence.md#list-expressions).
 */
export function sliceOf(list: unknown, first: unknown, end: unknown): unknown {
  if (!Array.isArray(list) && typeof list !== 'string') return null;
  return list.slice(boundOf(first), boundOf(end));
}

function boundOf(value: unknown): number | undefined {
  return typeof value === 'number' ? Math.max(0, value) : undefined;
}

export function contains(whole: unknown, part: unknown): boolean {
  if (Array.isArray(whole)) return whole.some((item) => equal(item, part));
  return typeof whole === 'string' && typeof part === 'string' && whole.includes(part);
}

export function reverse(list: unknown): unknown {
  return Array.isArray(list) ? list.toReversed() : null;
}

/** The distinct values of a list, sorted. */
export function sortUnique(list: unknown): unknown {
  if (!Array.isArray(list)) return null;
  const sorted = list.toSorted(compareForSort);
  return sorted.filter((item, at) => at === 0 || !equal(item, sorted[at - 1]));
}

/** The sum of the numbers in a list. Other values are skipped (evidence.md#list-expressions). */
export function sumOf(list: unknown): unknown {
  if (!Array.isArray(list)) return null;
  return list.reduce<number>((total, item) => numbers(total, item)?.reduce((a, b) => a + b) ?? total, 0);
}

export function split(text: unknown, separator: unknown): unknown {
  return typeof text === 'string' && typeof separator === 'string' ? text.split(separator) : null;
}

export function len(value: unknown): unknown {
  return typeof value === 'string' || Array.isArray(value) ? value.length : null;
}
