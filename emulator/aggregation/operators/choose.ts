import { isAnonymous } from '../../data/anonymous.ts';
import { fieldOf } from '../../expression/operators.ts';
import { isTrue } from '../../expression/values.ts';
import { Refusal } from '../../http/refusal.ts';
import { type Context, compileOrRefuse } from '../context.ts';
import type { Operate, Rows } from './operator.ts';

export function filter(context: Context, argument: unknown): Operate {
  const matches = compileOrRefuse(context, argument, 'filter');
  return function* keep(rows: Rows) {
    for (const row of rows) if (isTrue(matches(row))) yield row;
  };
}

/** `"visitorId"` keeps identified visitors, `"!visitorId"` anonymous ones (evidence.md#identified-operator). */
export function identified(_context: Context, argument: unknown): Operate {
  if (typeof argument !== 'string') throw new Refusal(400, 'identified must name a field');
  const wantsAnonymous = argument.startsWith('!');
  const read = fieldOf(wantsAnonymous ? argument.slice(1) : argument);
  return function* keep(rows: Rows) {
    for (const row of rows) if (isAnonymous(String(read(row) ?? '')) === wantsAnonymous) yield row;
  };
}

export function limit(context: Context, argument: unknown): Operate {
  const wanted = rowCount(argument, 'limit');
  const most = Math.min(wanted, context.behaviour.limitCap ?? wanted);
  return function* take(rows: Rows) {
    let left = most;
    if (left === 0) return;
    for (const row of rows) {
      yield row;
      left -= 1;
      if (left === 0) return;
    }
  };
}

export function skip(_context: Context, argument: unknown): Operate {
  const unwanted = rowCount(argument, 'skip');
  return function* drop(rows: Rows) {
    let left = unwanted;
    for (const row of rows) {
      if (left > 0) left -= 1;
      else yield row;
    }
  };
}

function rowCount(argument: unknown, operator: string): number {
  if (typeof argument === 'number' && Number.isInteger(argument) && argument >= 0) return argument;
  throw new Refusal(400, `${operator} must be a whole number`);
}
