import { fieldOf } from '../../expression/operators.ts';
import { Refusal } from '../../http/refusal.ts';
import { compileTotals, type Totals } from '../aggregators.ts';
import type { Context } from '../context.ts';
import { asList, isObject } from '../json.ts';
import { type Assignment, rowOf } from '../nested.ts';
import type { Operate, Rows } from './operator.ts';

/**
 * `{"group": ["visitorId"], "fields": {...}}` gives one row per combination (evidence.md#group-operator). Names with
 * dots nest (evidence.md#nested-names).
 */
export function group(context: Context, argument: unknown): Operate {
  if (!isObject(argument)) throw new Refusal(400, 'group must be an object');
  const keys = asList(argument.group).map((name) => ({ name: String(name), read: fieldOf(String(name)) }));
  const createTotals = compileTotals(context, argument.fields);
  return function* grouped(rows: Rows) {
    const groups = new Map<string, { keys: Assignment[]; totals: Totals }>();
    for (const row of rows) {
      const values = keys.map(({ read }) => read(row));
      const id = JSON.stringify(values);
      let held = groups.get(id);
      if (held === undefined) {
        held = { keys: keys.map(({ name }, at): Assignment => [name, values[at]]), totals: createTotals() };
        groups.set(id, held);
      }
      held.totals.add(row);
    }
    for (const held of groups.values()) yield rowOf([...held.keys, ...held.totals.result()]);
  };
}

/** Combines all rows into one. Gives one row even if there are none (evidence.md#group-operator). */
export function reduce(context: Context, argument: unknown): Operate {
  const createTotals = compileTotals(context, argument);
  return function* reduced(rows: Rows) {
    const totals = createTotals();
    for (const row of rows) totals.add(row);
    yield rowOf(totals.result());
  };
}

/** `{"count": null}` gives `[{"count": N}]` (evidence.md#count-operator). */
export function count(_context: Context, _argument: unknown): Operate {
  return function* counted(rows: Rows) {
    let total = 0;
    for (const _row of rows) total += 1;
    yield { count: total };
  };
}
