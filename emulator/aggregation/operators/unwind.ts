import { fieldOf } from '../../expression/operators.ts';
import { Refusal } from '../../http/refusal.ts';
import type { PendoRow } from '../../types.ts';
import type { Context } from '../context.ts';
import { isObject } from '../json.ts';
import { type Assignment, withFields } from '../nested.ts';
import type { Operate, Rows } from './operator.ts';

/**
 * Gives one row per element of a list, with the element in place of the list. `index` names a field for the element's
 * index, `keepEmpty` keeps rows without elements, with null, and `prefix` gives the list up to the element instead of
 * the element. A value that is not a list counts as a list of one element (evidence.md#unwind-operator).
 */
export function unwind(_context: Context, argument: unknown): Operate {
  if (!isObject(argument) || typeof argument.field !== 'string') throw new Refusal(400, 'unwind must name a field');
  const { field, index, keepEmpty, prefix } = argument;
  const read = fieldOf(field);
  const place = (at: number): Assignment[] => (typeof index === 'string' ? [[index, at]] : []);
  function* unwound(row: PendoRow): Generator<PendoRow> {
    const items = elementsOf(read(row));
    for (const [at, item] of items.entries()) {
      yield withFields(row, [[field, prefix === true ? items.slice(0, at + 1) : item], ...place(at)]);
    }
    if (items.length === 0 && keepEmpty === true) yield withFields(row, [[field, null]]);
  }
  return function* each(rows: Rows) {
    for (const row of rows) yield* unwound(row);
  };
}

function elementsOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return value === null ? [] : [value];
}
