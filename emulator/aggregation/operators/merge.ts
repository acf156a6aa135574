import { fieldOf } from '../../expression/operators.ts';
import { Refusal } from '../../http/refusal.ts';
import type { PendoRow } from '../../types.ts';
import type { Context } from '../context.ts';
import { asList, isObject } from '../json.ts';
import { type Assignment, withFields } from '../nested.ts';
import type { Operate, PipelineContext, Rows } from './operator.ts';

/**
 * Joins each row with the rows of a second pipeline. `fields` are the join key, and `mappings` (`{"new": "its.field"}`)
 * say what is copied, by default everything. Rows without a match stay as they are, and of several matches the first is
 * used (evidence.md#merge-operator).
 */
export function merge(_context: Context, argument: unknown, { open }: PipelineContext): Operate {
  if (!isObject(argument)) throw new Refusal(400, 'merge must be an object');
  const fields = asList(argument.fields).map((name) => fieldOf(String(name)));
  if (fields.length === 0) throw new Refusal(400, 'merge must name fields');
  const keyOf = (row: PendoRow) => JSON.stringify(fields.map((read) => read(row)));
  const copied = compileCopy(argument.mappings);
  const partners = open(argument.pipeline);
  return function* merged(rows: Rows) {
    const byKey = new Map<string, readonly Assignment[]>();
    for (const partner of partners) {
      const key = keyOf(partner);
      if (!byKey.has(key)) byKey.set(key, copied(partner));
    }
    for (const row of rows) yield withFields(row, byKey.get(keyOf(row)) ?? []);
  };
}

function compileCopy(mappings: unknown): (partner: PendoRow) => readonly Assignment[] {
  if (mappings === undefined || mappings === null) return (partner) => Object.entries(partner);
  if (!isObject(mappings)) throw new Refusal(400, 'mappings must be a map of fields');
  const pairs = Object.entries(mappings).map(([name, from]) => ({ name, read: fieldOf(String(from)) }));
  return (partner) => pairs.map(({ name, read }) => [name, read(partner)]);
}
