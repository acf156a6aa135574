import { jsonAnswer, textAnswer } from '../http/answer.ts';
import type { Endpoint } from './endpoint.ts';

/**
 * `visitor` and `account`; 404 for another kind, but for `AccountMetadata`, which one client asks for: a body of it was
 * never seen (evidence.md#metadata-kinds).
 */
export const metadataSchema: Endpoint = ({ subscription }, _incoming, [kind]) => {
  if (kind === 'AccountMetadata') return jsonAnswer({});
  return kind === 'visitor' || kind === 'account'
    ? jsonAnswer(subscription.metadataSchema(kind))
    : textAnswer(404, 'no such metadata kind');
};

/**
 * 200 when the key is good; a bad one never comes here. The body tells of write access, in a shape that nobody wrote
 * down (evidence.md#token-verify).
 */
export const verifyToken: Endpoint = () => jsonAnswer({ valid: true, writeAccess: false });
