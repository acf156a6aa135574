import { ConnectorError, PassingError, RefusedError, SyncEndingError, TooMuchError } from '../airbyte/errors.ts';
import { RequestFault } from '../http/fault.ts';
import { proxyError } from '../http/proxy-error.ts';
import { type Fault, type FaultRule, sentenceOf } from './faults.ts';
import type { RequestContext } from './request-context.ts';

/** Returns the fault behind an error; undefined for errors that are not about Pendo, such as a broken output pipe. */
export function faultOf(error: unknown): Fault | undefined {
  if (error instanceof RequestFault) return error.facts;
  if (error instanceof TooMuchError) return { kind: 'cut' };
  if (error instanceof PassingError) return { kind: 'bad_answer' };
  return undefined;
}

type Asked = Pick<RequestContext, 'what' | 'canBeSkipped'>;

/** Returns the error for the caller when a request is not retried. */
export function errorOf(thrown: unknown, rule: FaultRule, fault: Fault, { what, canBeSkipped }: Asked): ConnectorError {
  // The reader of the body already threw a more specific error.
  if (thrown instanceof ConnectorError) return thrown;
  const atProxy = proxyError(fault, `Pendo's host${fault.host ? ` (${fault.host})` : ''} for ${what}`);
  if (atProxy !== undefined) return atProxy;
  const message = sentenceOf(rule, fault, what);
  const internalMessage =
    fault.status === undefined ? `${fault.kind} ${fault.code ?? ''}`.trim() : `HTTP ${fault.status} for ${what}.`;
  if (rule.isOfConfig) return new ConnectorError({ failureType: 'config_error', message, internalMessage });
  // A caller that can do without the answer needs its status to decide.
  const action = canBeSkipped && isOfOneRequest(fault) ? 'refuse' : rule.action;
  switch (action) {
    case 'split':
      return new TooMuchError({ failureType: 'transient_error', message, internalMessage });
    case 'refuse':
      return new RefusedError({ failureType: 'system_error', message, internalMessage, status: fault.status ?? 0 });
    case 'fail':
      return new ConnectorError({ failureType: 'system_error', message, internalMessage });
    default: {
      const failureType = rule.lasts ? 'system_error' : 'transient_error';
      return new ConnectorError({ failureType, message, internalMessage });
    }
  }
}

/** Whether the fault is about this request alone. A redirect or a proxy that wants a password affects every request. */
function isOfOneRequest({ status = 0 }: Fault): boolean {
  return status >= 400 && status !== 407;
}

/** Pendo no longer accepts the key, so no other request would succeed. */
export function refusedKey(status: number | undefined, what: string): SyncEndingError {
  return new SyncEndingError({
    failureType: 'config_error',
    message:
      'Pendo refused the integration key; check that it is complete, not revoked and of this region, in Pendo under Settings > Integrations > Integration Keys.',
    internalMessage: `HTTP ${status} for ${what}.`,
  });
}

/** Pendo accepts the key but refuses this request. */
export function refusedRequest(status: number | undefined, what: string): RefusedError {
  return new RefusedError({
    failureType: 'system_error',
    message: `Pendo takes the integration key, yet it refuses this one request (HTTP ${status} for ${what}); a firewall or proxy on the way may block it, or the subscription lacks what it asks for: ask your network's admin or a Pendo admin.`,
    internalMessage: `HTTP ${status} for ${what}.`,
    status: status ?? 0,
  });
}

/** It could not be determined whether the key is still valid. */
export function unexplainedRefusal(status: number | undefined, what: string): ConnectorError {
  return new ConnectorError({
    failureType: 'transient_error',
    message: `Pendo refused a request (HTTP ${status} for ${what}), and it could not be asked whether it still takes the integration key; sync again, and check the key if it stays.`,
    internalMessage: `HTTP ${status} for ${what}.`,
  });
}

export function rateLimitedTooLong(what: string, minutes: number): ConnectorError {
  return new ConnectorError({
    failureType: 'transient_error',
    message: `For ${minutes} minutes, Pendo has refused every request because of its rate limit, the last one for ${what}; sync again later, and find out what else uses Pendo's API at the same time.`,
  });
}
