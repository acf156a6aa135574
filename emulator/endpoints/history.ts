import { rowsAnswer } from '../http/answer.ts';
import { Refusal } from '../http/refusal.ts';
import type { Endpoint } from './endpoint.ts';

const DAY_MS = 86_400_000;
const HISTORY_DAYS = 180;

/**
 * The 24 hours of one visitor that begin with `starttime`, within the last 180 days. `[]` means no activity, 404 an
 * unknown visitor (evidence.md#history-endpoint). 422 was observed on this endpoint; that it means a time out of range
 * is inferred (evidence.md#history-422).
 */
export const visitorHistory: Endpoint = ({ subscription, now }, { query }, [visitorId = '']) => {
  const from = startTime(query.starttime, now);
  const rows = subscription.visitorHistory(visitorId, from, from + DAY_MS, now);
  if (rows === undefined) throw new Refusal(404, 'visitor not found');
  return rowsAnswer({ head: '[', rows, tail: ']' });
};

function startTime(text: string | undefined, now: number): number {
  if (text === undefined || !/^\d+$/.test(text)) throw new Refusal(422, 'starttime must be in milliseconds');
  const from = Number(text);
  if (from < now - HISTORY_DAYS * DAY_MS) throw new Refusal(422, `starttime is more than ${HISTORY_DAYS} days ago`);
  return from;
}
