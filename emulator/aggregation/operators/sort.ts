import { fieldOf, withoutCase } from '../../expression/operators.ts';
import { compareForSort } from '../../expression/values.ts';
import { Refusal } from '../../http/refusal.ts';
import type { PendoRow } from '../../types.ts';
import type { Context } from '../context.ts';
import { asList, isObject } from '../json.ts';
import type { Operate, PipelineContext, Rows } from './operator.ts';

type Comparison = (left: PendoRow, right: PendoRow) => number;

/**
 * `["day", "-visitorId"]`: `-` is descending, `+` ascending (evidence.md#sort-direction). Rows that compare equal keep
 * the order of the source.
 */
export function sort(context: Context, argument: unknown, { following }: PipelineContext): Operate {
  const keepAtMost =
    isObject(following) && typeof following.limit === 'number' ? following.limit : Number.POSITIVE_INFINITY;
  const fields = asList(argument);
  if (fields.length === 0 || !fields.every((field) => typeof field === 'string')) {
    throw new Refusal(400, 'sort must be a list of fields');
  }
  const comparison = compareByAll(fields.map((field) => compareByField(context, field)));
  return function* inOrder(rows: Rows) {
    yield* smallest(rows, comparison, keepAtMost);
  };
}

const AFTER_ALL = 9;

function compareByField({ behaviour: odd }: Context, field: string): Comparison {
  const descending = field.startsWith('-');
  const read = fieldOf(field.replace(/^[-+]/, ''));
  const sign = descending ? -1 : 1;
  const nullRank = odd.nullSortsLast ? AFTER_ALL : 0;
  const sortedBy = odd.sortIgnoresCase || odd.textsIgnoreCase ? (row: PendoRow) => withoutCase(read(row)) : read;
  return (left, right) => sign * compareForSort(sortedBy(left), sortedBy(right), nullRank);
}

function compareByAll(comparisons: readonly Comparison[]): Comparison {
  return (left, right) => {
    for (const comparison of comparisons) {
      const order = comparison(left, right);
      if (order !== 0) return order;
    }
    return 0;
  };
}

/** Holds at most twice the wanted rows, so that a page of a large source needs only the memory of a page. */
function smallest(rows: Rows, comparison: Comparison, keepAtMost: number): PendoRow[] {
  let held: PendoRow[] = [];
  for (const row of rows) {
    held.push(row);
    if (held.length > 2 * keepAtMost + 1_000) held = held.sort(comparison).slice(0, keepAtMost);
  }
  return held.sort(comparison);
}
