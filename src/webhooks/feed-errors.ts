import { ConnectorError } from '../airbyte/errors.ts';
import { RequestFault } from '../http/fault.ts';
import { proxyError } from '../http/proxy-error.ts';

/** Sent by load balancers and proxies, or by a receiver that is starting or busy. */
const PASSING_STATUSES: ReadonlySet<number> = new Set([408, 421, 425, 429, 499]);

/** Something else answered, such as a proxy's error page. The next answer is often right again. */
class NotTheFeedError extends ConnectorError {
  override readonly name = 'NotTheFeedError';
}

/** The answer broke off. The lines before the break are complete, and the rest can be requested again. */
export class BrokenFeedError extends ConnectorError {
  override readonly name = 'BrokenFeedError';
}

export function brokenFeed(error: unknown, what: string): ConnectorError {
  if (error instanceof ConnectorError && error.failureType !== 'transient_error') return error;
  const message = `The answer of ${what} broke off before its end.`;
  const internalMessage = error instanceof RequestFault ? error.message : '';
  return new BrokenFeedError({ failureType: 'transient_error', message, internalMessage });
}

export function notTheFeed(what: string): ConnectorError {
  const message = `Something else answers in place of ${what}; check webhooks.inbox_url.`;
  return new NotTheFeedError({ failureType: 'config_error', message });
}

/** Whether a retry of the same request may succeed. */
export function mayPass(error: unknown): boolean {
  if (error instanceof NotTheFeedError) return true;
  const { kind, status = 0 } = factsOf(error);
  if (kind === 'status') return status >= 500 || PASSING_STATUSES.has(status);
  return kind === 'connection' || kind === 'proxy' || kind === 'name' || kind === 'late';
}

/** The Retry-After of the receiver, or of a load balancer in front of it, in milliseconds. */
export function retryAfterOf(error: unknown): number | undefined {
  return factsOf(error).retryAfterMs;
}

function factsOf(error: unknown): Partial<RequestFault['facts']> {
  return error instanceof RequestFault ? error.facts : {};
}

/** Turns a failed feed request into an error whose sentence says what to do. `what` names the receiver. */
export function feedError(error: unknown, what: string): ConnectorError {
  if (error instanceof ConnectorError) return error;
  const facts = factsOf(error);
  const { kind, status, code } = facts;
  const atProxy = proxyError(facts, what);
  if (atProxy !== undefined) return atProxy;
  if (status !== undefined) return statusError(status, what);
  if (kind === 'late')
    return transient(`No answer came in time from ${what}; check its log, its disk and its database.`);
  if (kind === 'certificate' || kind === 'tls') {
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
  if (status >= 500 || PASSING_STATUSES.has(status))
    return transient(`The inbox of ${what} cannot be read now (HTTP ${status}).`);
  return config(
    `Something else answers in place of ${what}, and it has no feed (HTTP ${status}); check webhooks.inbox_url.`,
  );
}

function config(message: string): ConnectorError {
  return new ConnectorError({ failureType: 'config_error', message });
}

function transient(message: string): ConnectorError {
  return new ConnectorError({ failureType: 'transient_error', message });
}
