import { ConnectorError, RefusedError, SyncEndingError, TooMuchError } from '../airbyte/errors.ts';

/** What an answer's status asks of us. */
export type StatusAction = 'retry' | 'too_much' | 'refused' | 'fail' | 'end_sync';

interface StatusRule {
  readonly action: StatusAction;
  readonly text: string;
}

const REFUSED_KEY =
  'Pendo refused the integration key; check that it is complete, not revoked and of this region, in Pendo under Settings > Integrations > Integration Keys.';

/**
 * The one table from HTTP status to action. 401 is what Pendo documents for a bad key, 403 what it sends [D, V]; 413
 * and 504 are what proxies send when an answer is too big or too slow [I].
 */
const RULES: Readonly<Record<number, StatusRule>> = {
  400: { action: 'refused', text: 'Pendo did not accept the request' },
  401: { action: 'end_sync', text: REFUSED_KEY },
  402: { action: 'fail', text: 'Pendo says that the request failed although it was valid' },
  403: { action: 'end_sync', text: REFUSED_KEY },
  404: { action: 'refused', text: 'Pendo does not know what was asked for' },
  // Only where the proxy forwards http itself; in place of a tunnel it is an error of the connection.
  407: {
    action: 'fail',
    text: 'The proxy wants another user and password: write them into HTTP_PROXY as http://user:password@host:port',
  },
  408: { action: 'too_much', text: 'Pendo took too long' },
  413: { action: 'too_much', text: 'The answer is too big for Pendo' },
  422: { action: 'refused', text: 'Pendo did not accept the values in the request' },
  429: { action: 'retry', text: 'Pendo asks us to slow down' },
  504: { action: 'too_much', text: 'Pendo took too long' },
};

/** Seen in an unmerged branch of tap-pendo as "Query exceeded memory limit" with 400 or 408 [C]. */
const SPEAKS_OF_A_LIMIT = /memory|exceed|limit|too (?:large|big|many|much|long)|timed? ?out/i;
const SHOWN_BODY_LENGTH = 200;

/** Whether Pendo's words say that the answer was too much, not that the question was wrong. */
export function speaksOfALimit(text: string): boolean {
  return SPEAKS_OF_A_LIMIT.test(text);
}

function ruleOf(status: number, body: string): StatusRule {
  const rule = RULES[status];
  if (status === 400 && speaksOfALimit(body)) return { action: 'too_much', text: 'The answer is too big for Pendo' };
  if (rule !== undefined) return rule;
  if (status >= 500) return { action: 'retry', text: 'Pendo has a problem' };
  if (status >= 300 && status < 400)
    return { action: 'fail', text: 'The address answers with a redirect, which is never followed' };
  return { action: 'fail', text: 'Pendo answered in a way that this source does not know' };
}

/** What to do about an answer with this status; `body` is its text, as far as it was read. */
export function statusAction(status: number, body: string): StatusAction {
  return ruleOf(status, body).action;
}

/** The error for a status that is not 2xx; the message quotes the first words of Pendo's own text. */
export function statusError(status: number, body: string, what: string): ConnectorError {
  const { action, text } = ruleOf(status, body);
  const said = body.replace(/\s+/g, ' ').trim().slice(0, SHOWN_BODY_LENGTH);
  const quote = said === '' || said.startsWith('<') ? '' : ` Pendo's words: "${said}".`;
  const internalMessage = `HTTP ${status} for ${what}.`;
  if (action === 'end_sync')
    return new SyncEndingError({ failureType: 'config_error', message: text, internalMessage });
  const message = `${text} (HTTP ${status} for ${what}).${quote}`;
  if (action === 'too_much') return new TooMuchError({ failureType: 'transient_error', message, internalMessage });
  if (action === 'refused') return new RefusedError({ failureType: 'system_error', message, internalMessage, status });
  const failureType = action === 'retry' ? 'transient_error' : 'system_error';
  return new ConnectorError({ failureType, message, internalMessage });
}
