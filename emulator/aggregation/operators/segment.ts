import { Refusal } from '../../http/refusal.ts';
import { refuseLacking } from '../../products.ts';
import type { PendoRow } from '../../types.ts';
import type { Context } from '../context.ts';
import { isObject } from '../json.ts';
import type { Operate, PipelineContext, Rows } from './operator.ts';

/**
 * `{"id": …}` keeps the rows whose visitor and account are in the segment. A segment of only visitors, or only
 * accounts, compares only that field (evidence.md#segment-operator). The segment's own pipeline runs each time.
 */
export function segment(context: Context, argument: unknown, { open }: PipelineContext): Operate {
  if (!isObject(argument) || typeof argument.id !== 'string') throw new Refusal(400, 'segment must have an id');
  refuseLacking(context.behaviour, 'operator segment');
  const { id } = argument;
  const found = Iterator.from(context.subscription.list('segments', context.now)).find((known) => known.id === id);
  if (found === undefined) return unknownSegment(context);
  const selected = open(found.pipeline);
  return function* members(rows: Rows) {
    const isMember = membership(selected);
    for (const row of rows) if (isMember(row)) yield row;
  };
}

/** What Pendo answers for an id that does not exist or is not visible is unknown (evidence.md#unknown-segment). */
function unknownSegment({ behaviour }: Context): Operate {
  if (behaviour.unknownSegment === '400') throw new Refusal(400, 'unknown segment');
  return () => [];
}

function membership(selected: Rows): (row: PendoRow) => boolean {
  const keys = new Set<string>();
  for (const row of selected) keys.add(keyOf(row, 'visitorId' in row, 'accountId' in row));
  return (row) =>
    keys.has(keyOf(row, true, false)) || keys.has(keyOf(row, false, true)) || keys.has(keyOf(row, true, true));
}

function keyOf({ visitorId, accountId }: PendoRow, byVisitor: boolean, byAccount: boolean): string {
  return JSON.stringify([byVisitor ? (visitorId ?? null) : 0, byAccount ? (accountId ?? null) : 0]);
}
