import { Refusal } from '../../http/refusal.ts';
import type { Context } from '../context.ts';
import { isObject } from '../json.ts';
import { filter, identified, limit, skip } from './choose.ts';
import { bulkExpand } from './expand.ts';
import { count, group, reduce } from './group.ts';
import { merge } from './merge.ts';
import type { Operate, Operator, PipelineContext } from './operator.ts';
import { segment } from './segment.ts';
import { sort } from './sort.ts';
import { switchOn } from './switch.ts';
import { evaluate, select } from './transform.ts';
import { unwind } from './unwind.ts';

/**
 * All are documented except `skip`, which one client uses for paging (evidence.md#operators). `spawn` is only allowed
 * at the start of a pipeline. Pendo has some twenty more, which are refused by name here.
 */
const OPERATORS: ReadonlyMap<string, Operator> = new Map([
  ['filter', filter],
  ['identified', identified],
  ['segment', segment],
  ['sort', sort],
  ['limit', limit],
  ['skip', skip],
  ['select', select],
  ['eval', evaluate],
  ['switch', switchOn],
  ['unwind', unwind],
  ['bulkExpand', bulkExpand],
  ['merge', merge],
  ['group', group],
  ['reduce', reduce],
  ['count', count],
]);

type Pipeline = Omit<PipelineContext, 'following'>;

/**
 * Compiles the operators after the source into one step. A `sort` with a `limit` right after it holds only the rows it
 * needs.
 */
export function compileOperators(context: Context, stages: readonly unknown[], pipeline: Pipeline): Operate {
  const steps = stages.map((stage, at) => compileOperator(context, stage, { ...pipeline, following: stages[at + 1] }));
  return (rows) => steps.reduce((piped, step) => step(piped), rows);
}

function compileOperator(context: Context, stage: unknown, pipeline: PipelineContext): Operate {
  const [[name, argument] = ['', undefined], ...more] = isObject(stage) ? Object.entries(stage) : [];
  const operator = OPERATORS.get(name);
  if (operator === undefined || more.length > 0) throw new Refusal(400, `unknown operator ${JSON.stringify(name)}`);
  return operator(context, argument, pipeline);
}
