import { jsonAnswer, textAnswer } from '../http/answer.ts';
import type { Endpoint } from './endpoint.ts';

/** `visitor` and `account`; 404 for another kind [D], but for `AccountMetadata`, which one client asks for: a body of it was never seen [V*]. */
export const metadataSchema: Endpoint = ({ subscription }, _incoming, [kind]) => {
  if (kind === 'AccountMetadata') return jsonAnswer({});
  return kind === 'visitor' || kind === 'account'
    ? jsonAnswer(subscription.metadataSchema(kind))
    : textAnswer(404, 'no such metadata kind');
};

/** 200 when the key is good; a bad one never comes here. The body tells of write access [D], in a shape nobody wrote down [?]. */
export const verifyToken: Endpoint = () => jsonAnswer({ valid: true, writeAccess: false });
