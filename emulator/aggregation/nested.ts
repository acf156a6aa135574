import type { PendoRow } from '../types.ts';
import { isObject } from './json.ts';

/**
 * A field that an operator writes. Dots in its name nest, so `a.b` becomes `{"a": {"b": …}}`
 * (evidence.md#nested-names).
 */
export type Assignment = readonly [name: string, value: unknown];

/** Returns the row with these fields. Copies what changes. */
export function withFields(row: PendoRow, fields: readonly Assignment[]): PendoRow {
  if (!fields.some(isNested)) return { ...row, ...Object.fromEntries(fields) };
  return fields.reduce<PendoRow>((target, [name, value]) => assign(target, name.split('.'), value), row);
}

/** A row of these fields only. */
export function rowOf(fields: readonly Assignment[]): PendoRow {
  return fields.some(isNested) ? withFields({}, fields) : Object.fromEntries(fields);
}

function isNested([name]: Assignment): boolean {
  return name.includes('.');
}

function assign(target: PendoRow, [name = '', ...rest]: readonly string[], value: unknown): PendoRow {
  if (rest.length === 0) return { ...target, [name]: value };
  const inner = Object.hasOwn(target, name) ? target[name] : undefined;
  return { ...target, [name]: assign(isObject(inner) ? inner : {}, rest, value) };
}
