import type { Differences } from '../differences.ts';
import type { PendoRow } from '../types.ts';
import { compare, equal, numbers } from './values.ts';

type Binary = (left: unknown, right: unknown) => unknown;
export type OperatorTable = Readonly<Record<string, Binary>>;

/**
 * Comparing null or values of different types with `<` or `>` is false; arithmetic with null gives null
 * (evidence.md#null-in-expressions, evidence.md#values-in-expressions).
 */
export const BINARY_OPERATORS: OperatorTable = {
  '==': equal,
  '!=': (left, right) => !equal(left, right),
  '<': (left, right) => (compare(left, right) ?? Number.NaN) < 0,
  '<=': (left, right) => (compare(left, right) ?? Number.NaN) <= 0,
  '>': (left, right) => (compare(left, right) ?? Number.NaN) > 0,
  '>=': (left, right) => (compare(left, right) ?? Number.NaN) >= 0,
  '+': (left, right) =>
    typeof left === 'string' && typeof right === 'string' ? left + right : arithmetic(left, right, (a, b) => a + b),
  '-': (left, right) => arithmetic(left, right, (a, b) => a - b),
  '*': (left, right) => arithmetic(left, right, (a, b) => a * b),
  '/': (left, right) => arithmetic(left, right, (a, b) => (b === 0 ? null : a / b)),
  '%': (left, right) => arithmetic(left, right, (a, b) => (b === 0 ? null : a % b)),
};

const COMPARISONS = ['<', '<=', '>', '>='];

/** The operators with the differences that are switched on. */
export function createOperators(odd: Differences): OperatorTable {
  const changed = Object.entries(BINARY_OPERATORS).map(([name, apply]): [string, Binary] => {
    if (name === '==' && odd.nullNeverEquals) return [name, (left, right) => left !== null && apply(left, right)];
    if (name === '==' && odd.typesAreMixed) return [name, (left, right) => String(left) === String(right)];
    if (!COMPARISONS.includes(name)) return [name, apply];
    if (odd.nullIsZero) return [name, (left, right) => apply(left ?? 0, right ?? 0)];
    if (odd.textsIgnoreCase) return [name, (left, right) => apply(withoutCase(left), withoutCase(right))];
    return [name, apply];
  });
  return Object.fromEntries(changed);
}

export function withoutCase(value: unknown): unknown {
  return typeof value === 'string' ? value.toLowerCase() : value;
}

function arithmetic(left: unknown, right: unknown, apply: (a: number, b: number) => number | null): number | null {
  const both = numbers(left, right);
  return both === undefined ? null : apply(...both);
}

/** Reads a dotted path from a row. Null if the path does not exist. */
export function fieldOf(path: string): (row: PendoRow) => unknown {
  const names = path.split('.');
  const only = names.length === 1 ? path : undefined;
  if (only !== undefined) return (row) => own(row, only) ?? null;
  return (row) => names.reduce<unknown>(own, row) ?? null;
}

function own(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as PendoRow)[name];
}
