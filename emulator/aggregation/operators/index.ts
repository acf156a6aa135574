import { Refusal } from '../../http/refusal.ts';
import type { Context } from '../context.ts';
import { isObject } from '../json.ts';
import { filter, limit, skip } from './choose.ts';
import { count, group, reduce } from './group.ts';
import type { Operate, Operator } from './operator.ts';
import { sort } from './sort.ts';
import { evaluate, select } from './transform.ts';

/** Documented [D], but for `skip`, which one client pages with [C]. Pendo knows some twenty more: they are refused by name here. */
const OPERATORS: ReadonlyMap<string, Operator> = new Map([
  ['filter', filter],
  ['sort', sort],
  ['limit', limit],
  ['skip', skip],
  ['select', select],
  ['eval', evaluate],
  ['group', group],
  ['reduce', reduce],
  ['count', count],
]);

/** Compiles the operators behind the source into one step. A `sort` knows of a `limit` right behind it and holds no more rows. */
export function compileOperators(context: Context, pipeline: readonly unknown[]): Operate {
  const steps = pipeline.map((entry, at) => compileOperator(context, entry, pipeline[at + 1]));
  return (rows) => steps.reduce((piped, step) => step(piped), rows);
}

function compileOperator(context: Context, entry: unknown, following: unknown): Operate {
  const [[name, argument] = ['', undefined], ...more] = isObject(entry) ? Object.entries(entry) : [];
  const operator = OPERATORS.get(name);
  if (operator === undefined || more.length > 0) throw new Refusal(400, `unknown operator ${JSON.stringify(name)}`);
  if (name !== 'sort' || !isObject(following) || typeof following.limit !== 'number')
    return operator(context, argument);
  return sort(context, argument, following.limit);
}
