import type { Expression } from '../../expression/parse.ts';
import { Refusal } from '../../http/refusal.ts';
import type { PendoRow } from '../../types.ts';
import { type Context, compileOrRefuse } from '../context.ts';
import { isObject } from '../json.ts';
import { type Assignment, rowOf, withFields } from '../nested.ts';
import type { Operate, PipelineContext, Rows } from './operator.ts';

/**
 * Keeps only the named fields. A path that a row lacks becomes null instead of being left out
 * (evidence.md#select-missing).
 */
export function select(context: Context, argument: unknown): Operate {
  const fields = expressionMap(context, argument, 'select');
  return function* pick(rows: Rows) {
    for (const row of rows) yield rowOf(valuesOf(fields, row));
  };
}

/**
 * Adds or replaces fields. The fields of the time range, such as `day`, are read-only
 * (evidence.md#read-only-fields).
 */
export function evaluate(context: Context, argument: unknown, { readOnly }: PipelineContext): Operate {
  const fields = expressionMap(context, argument, 'eval');
  const refused = fields.find(([name]) => readOnly.includes(name));
  if (refused !== undefined) throw new Refusal(400, `eval cannot change the read-only field ${refused[0]}`);
  return function* add(rows: Rows) {
    for (const row of rows) {
      const values = valuesOf(fields, row);
      yield context.behaviour.dottedNamesStayFlat ? { ...row, ...Object.fromEntries(values) } : withFields(row, values);
    }
  };
}

function valuesOf(fields: readonly (readonly [string, Expression])[], row: PendoRow): Assignment[] {
  return fields.map(([name, value]) => [name, value(row)]);
}

function expressionMap(context: Context, argument: unknown, place: string): [string, Expression][] {
  if (!isObject(argument)) throw new Refusal(400, `${place} must be a map of fields`);
  return Object.entries(argument).map(([name, text]) => [name, compileOrRefuse(context, text, place)]);
}
