import type { Expression } from '../../expression/parse.ts';
import { Refusal } from '../../http/refusal.ts';
import { type Context, compileOrRefuse } from '../context.ts';
import { isObject } from '../json.ts';
import type { Operate, Rows } from './operator.ts';

/** Only the named fields; a path that a row lacks comes as null rather than being left out [V]. */
export function select(context: Context, argument: unknown): Operate {
  const fields = expressionMap(context, argument, 'select');
  return function* pick(rows: Rows) {
    for (const row of rows) yield Object.fromEntries(fields.map(([name, value]) => [name, value(row)]));
  };
}

/** Adds fields to a row; only fields of its top level [I]. */
export function evaluate(context: Context, argument: unknown): Operate {
  const fields = expressionMap(context, argument, 'eval');
  return function* add(rows: Rows) {
    for (const row of rows) yield { ...row, ...Object.fromEntries(fields.map(([name, value]) => [name, value(row)])) };
  };
}

function expressionMap(context: Context, argument: unknown, place: string): [string, Expression][] {
  if (!isObject(argument)) throw new Refusal(400, `${place} must be a map of fields`);
  return Object.entries(argument).map(([name, text]) => [name, compileOrRefuse(context, text, place)]);
}
