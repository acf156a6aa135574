import { ConnectorError } from '../airbyte/errors.ts';
import { proxyError } from '../http/proxy-error.ts';
import { failureOf } from '../pendo/failure.ts';

const TLS_FAULT = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME|EPROTO|TLS|SSL/;

/** The answer broke off: what came before is whole, and the rest may be asked for again. */
export class BrokenFeedError extends ConnectorError {
  override readonly name = 'BrokenFeedError';
}

export function brokenFeed(error: unknown, what: string): ConnectorError {
  if (error instanceof ConnectorError && error.failureType !== 'transient_error') return error;
  const message = `The answer of ${what} broke off before its end.`;
  const internalMessage = failureOf(error).code;
  return new BrokenFeedError({ failureType: 'transient_error', message, internalMessage });
}

/** A failed request for the feed as a sentence that says what to do. `what` names the receiver. */
export function feedError(error: unknown, what: string): ConnectorError {
  if (error instanceof ConnectorError) return error;
  const { status, isTimeout, code } = failureOf(error);
  const atProxy = proxyError(error, { target: what, code });
  if (atProxy !== undefined) return atProxy;
  if (status !== undefined) return statusError(status, what);
  if (isTimeout) return transient(`It takes too long until ${what} answers.`);
  if (TLS_FAULT.test(code)) {
    return config(`The TLS certificate of ${what} is not trusted (${code}); give its CA in NODE_EXTRA_CA_CERTS.`);
  }
  return transient(
    `There is no connection to ${what} (${code}); check that it runs, and that webhooks.inbox_url is right.`,
  );
}

function statusError(status: number, what: string): ConnectorError {
  if (status === 401 || status === 403) {
    return config(`webhooks.token is not the token that ${what} was started with; it refuses it (HTTP ${status}).`);
  }
  if (status >= 500) return transient(`The inbox of ${what} cannot be read now (HTTP ${status}).`);
  return config(`What answers in place of ${what} has no feed (HTTP ${status}); check webhooks.inbox_url.`);
}

function config(message: string): ConnectorError {
  return new ConnectorError({ failureType: 'config_error', message });
}

function transient(message: string): ConnectorError {
  return new ConnectorError({ failureType: 'transient_error', message });
}
