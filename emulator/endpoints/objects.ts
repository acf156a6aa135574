import { rowsAnswer } from '../http/answer.ts';
import { Refusal } from '../http/refusal.ts';
import type { ObjectSource, PendoRow, Subscription } from '../types.ts';
import type { Endpoint } from './endpoint.ts';

/**
 * A plain array without paging. `expand=*` selects all apps, `appId=` one app, neither of them the default app, and
 * `id=a,b` selects objects by id (evidence.md#list-endpoints).
 */
export function listObjects(source: ObjectSource): Endpoint {
  return ({ subscription, now }, { query }) => {
    const rows = subscription.objects(source, now, appIds(subscription, query));
    return rowsAnswer({ head: '[', rows: withIds(rows, query.id), tail: ']' });
  };
}

/** That `id` finds objects of all apps is inferred (evidence.md#list-by-id). */
function appIds({ apps, defaultAppId }: Subscription, query: Readonly<Record<string, string>>): readonly number[] {
  const { expand, appId, id } = query;
  if (appId !== undefined) return [wholeNumber(appId)];
  return expand === '*' || id !== undefined ? apps.map((app) => app.id) : [defaultAppId];
}

function wholeNumber(text: string): number {
  if (!/^-?\d+$/.test(text)) throw new Refusal(400, 'appId is not a number');
  return Number(text);
}

function* withIds(rows: Iterable<PendoRow>, ids: string | undefined): Generator<PendoRow> {
  const wanted = ids?.split(',');
  for (const row of rows) if (wanted === undefined || wanted.includes(String(row.id))) yield row;
}
