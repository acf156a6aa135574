import { fieldOf } from '../../expression/operators.ts';
import { Refusal } from '../../http/refusal.ts';
import type { PendoRow } from '../../types.ts';
import type { Context } from '../context.ts';
import { asList, isObject } from '../json.ts';
import { type Assignment, withFields } from '../nested.ts';
import type { Operate, Rows, Surroundings } from './operator.ts';

/**
 * Adds to each row what a second pipeline knows of it: `fields` say which rows belong together, `mappings`
 * (`{"new": "its.field"}`) what is copied; without them everything is. Rows without a partner stay as they are, and of
 * several partners the first counts (evidence.md#merge-operator).
 */
export function merge(_context: Context, argument: unknown, { open }: Surroundings): Operate {
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
