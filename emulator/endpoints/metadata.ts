import { jsonAnswer, textAnswer } from '../http/answer.ts';
import type { Endpoint } from './endpoint.ts';

/**
 * Schemas for `visitor` and `account`, 404 for any other kind. One client asks for `AccountMetadata`, of which no body
 * is known: it gets an empty object (evidence.md#metadata-kinds).
 */
export const metadataSchema: Endpoint = ({ subscription }, _incoming, [kind]) => {
  if (kind === 'AccountMetadata') return jsonAnswer({});
  return kind === 'visitor' || kind === 'account'
    ? jsonAnswer(subscription.metadataSchema(kind))
    : textAnswer(404, 'no such metadata kind');
};

/**
 * 200 for a valid key; an invalid key has been refused before. The body says whether the key has write access, in a
 * form that is undocumented (evidence.md#token-verify).
 */
export const verifyToken: Endpoint = ({ behaviour }) => {
  if (behaviour.keyEndpointIsMissing) return textAnswer(404, 'not found');
  return jsonAnswer(behaviour.tokenBodyIsOther ? { status: 'ok' } : { valid: true, writeAccess: false });
};
