import { rowsAnswer, textAnswer } from '../http/answer.ts';
import type { Endpoint } from './endpoint.ts';

/** All versions of a guide, newest first; 404 for an unknown guide (evidence.md#guide-versions). */
export const guideVersions: Endpoint = ({ subscription, now }, _incoming, [guideId = '']) => {
  const rows = subscription.guideVersions(guideId, now);
  return rows === undefined ? textAnswer(404, 'guide not found') : rowsAnswer({ head: '[', rows, tail: ']' });
};
