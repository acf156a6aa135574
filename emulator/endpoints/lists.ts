import type { Context } from '../aggregation/context.ts';
import { type Answer, jsonAnswer, rowsAnswer, textAnswer } from '../http/answer.ts';
import type { ListName, PendoRow } from '../types.ts';
import type { Endpoint } from './endpoint.ts';

/**
 * A plain array without paging. `expand=*` is accepted and changes nothing; `createdByApi` filters segments
 * (evidence.md#list-endpoints, evidence.md#segments).
 */
export const listSegments: Endpoint = (context, { query }) => {
  const wanted = query.createdByApi === 'true';
  const rows = Iterator.from(rowsOf(context, 'segments')).filter(
    ({ createdByApi }) => !wanted || createdByApi === true,
  );
  return rowsAnswer({ head: '[', rows, tail: ']' });
};

export const getSegment: Endpoint = (context, _incoming, [id]) => findOne(context, 'segments', { id });

export const listReports: Endpoint = (context) =>
  rowsAnswer({ head: '[', rows: rowsOf(context, 'reports'), tail: ']' });

/** The whole exclude list, or its items of findOne type. */
export const listExcluded: Endpoint = (context, _incoming, [type]) => {
  const rows = Iterator.from(rowsOf(context, 'excludeList')).filter((row) => type === undefined || row.type === type);
  return items(context, rows, (row) => String(row.type));
};

/** All servers, or those with findOne flag. */
export const listServers: Endpoint = (context, _incoming, [flag]) => {
  const rows = Iterator.from(rowsOf(context, 'servers')).filter(
    ({ flags }) => flag === undefined || (Array.isArray(flags) && flags.includes(flag)),
  );
  return items(context, rows, () => 'servers');
};

export const getServer: Endpoint = (context, _incoming, [name]) => findOne(context, 'servers', { name });

/** Only unfinished deletions. A finished findOne can always be found by its id (evidence.md#bulk-delete-endpoint). */
export const listBulkDeletions: Endpoint = (context) =>
  rowsAnswer({ head: '[', rows: rowsOf(context, 'bulkDeletions'), tail: ']' });

export const getBulkDeletion: Endpoint = (context, _incoming, [id]) => findOne(context, 'allBulkDeletions', { id });

function rowsOf({ subscription, now }: Context, name: ListName): Iterable<PendoRow> {
  return subscription.list(name, now);
}

function findOne(context: Context, name: ListName, wanted: PendoRow): Answer {
  const fields = Object.entries(wanted);
  const found = Iterator.from(rowsOf(context, name)).find((row) =>
    fields.every(([field, value]) => row[field] === value),
  );
  return found === undefined ? textAnswer(404, 'Entity not found') : jsonAnswer(found);
}

/** In the form that `itemListForm` chooses, since no real body is known (evidence.md#exclude-list-endpoints). */
function items({ behaviour }: Context, rows: Iterable<PendoRow>, groupOf: (row: PendoRow) => string): Answer {
  if (behaviour.itemListForm === 'groups') return jsonAnswer(Object.groupBy(rows, groupOf));
  const isBare = behaviour.itemListForm === 'array';
  return rowsAnswer({ head: isBare ? '[' : '{"results":[', rows, tail: isBare ? ']' : ']}' });
}
