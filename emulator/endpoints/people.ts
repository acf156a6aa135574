import { isObject } from '../aggregation/json.ts';
import { jsonAnswer, textAnswer } from '../http/answer.ts';
import type { Endpoint } from './endpoint.ts';

/**
 * One visitor in the REST form: `id, accountIds, account, lastStartTime, metadata`. 404 if it is unknown
 * (evidence.md#rest-people).
 */
export const getVisitor: Endpoint = ({ subscription, now }, _incoming, [id = '']) => {
  const found = subscription.visitor(id, now);
  if (found === undefined) return textAnswer(404, 'visitor not found');
  const { accountids: accountIds = [], accountid: accountId, lastvisit: lastStartTime } = auto(found.metadata);
  const account = accountId === undefined ? {} : { account: { id: accountId } };
  return jsonAnswer({ id, accountIds, ...account, lastStartTime, metadata: found.metadata });
};

/** One account: `id, metadata`. 404 if it is unknown (evidence.md#rest-people). */
export const getAccount: Endpoint = ({ subscription, now }, _incoming, [id = '']) => {
  const found = subscription.account(id, now);
  return found === undefined ? textAnswer(404, 'account not found') : jsonAnswer({ id, metadata: found.metadata });
};

function auto(metadata: unknown): Readonly<Record<string, unknown>> {
  const group = isObject(metadata) ? metadata.auto : undefined;
  return isObject(group) ? group : {};
}
