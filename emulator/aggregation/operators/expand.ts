import type { Expression } from '../../expression/parse.ts';
import { Refusal } from '../../http/refusal.ts';
import type { PendoRow } from '../../types.ts';
import { type Context, compileOrRefuse } from '../context.ts';
import { isObject } from '../json.ts';
import { withFields } from '../nested.ts';
import type { Operate, Rows } from './operator.ts';

type Find = (id: string) => PendoRow | undefined;

/**
 * `{"account": {"account": "accountId"}}` adds the metadata of the visitor or account as a field of groups, such as
 * `account.agent.plan`. Null for an id that Pendo does not know (evidence.md#bulk-expand).
 */
export function bulkExpand(context: Context, argument: unknown): Operate {
  if (!isObject(argument)) throw new Refusal(400, 'bulkExpand must be a map of fields');
  const fields = Object.entries(argument).map(([name, spec]) => ({ name, metadata: compileLookup(context, spec) }));
  return function* expanded(rows: Rows) {
    for (const row of rows) {
      yield withFields(
        row,
        fields.map(({ name, metadata }) => [name, metadata(row)]),
      );
    }
  };
}

function compileLookup(context: Context, spec: unknown): Expression {
  const { subscription, now } = context;
  const [[kind, text] = ['', undefined]] = isObject(spec) ? Object.entries(spec) : [];
  const kinds: Readonly<Record<string, Find>> = {
    visitor: (id) => subscription.visitor(id, now),
    account: (id) => subscription.account(id, now),
  };
  const find = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  if (find === undefined) throw new Refusal(400, `bulkExpand knows visitor and account, not ${JSON.stringify(kind)}`);
  const idOf = compileOrRefuse(context, text, 'bulkExpand');
  return (row) => {
    const id = idOf(row);
    return typeof id === 'string' ? (find(id)?.metadata ?? null) : null;
  };
}
