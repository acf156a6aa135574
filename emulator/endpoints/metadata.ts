import { jsonAnswer, textAnswer } from '../http/answer.ts';
import type { Endpoint } from './endpoint.ts';

/** `visitor` and `account`; 404 for another kind [D], though one client shows that `AccountMetadata` answers below 400 [V*]. */
export const metadataSchema: Endpoint = ({ subscription }, _incoming, [kind]) =>
  kind === 'visitor' || kind === 'account'
    ? jsonAnswer(subscription.metadataSchema(kind))
    : textAnswer(404, 'no such metadata kind');

/** 200 when the key is good; a bad one never comes here. The body tells of write access [D], in a shape nobody wrote down [?]. */
export const verifyToken: Endpoint = () => jsonAnswer({ valid: true, writeAccess: false });
