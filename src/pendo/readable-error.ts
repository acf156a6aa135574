import { HTTPError, TimeoutError } from 'got';
import { ConnectorError, TooMuchError } from '../airbyte/errors.ts';
import type { RequestContext } from './client.ts';
import { codeOf, networkError } from './network-error.ts';
import { errorText } from './retry.ts';
import { statusError } from './status.ts';

type Asked = Pick<RequestContext, 'what' | 'signal'>;

/** got's errors carry the request with the key in its headers: nothing of them is passed on but the facts. */
export function toReadableError(error: unknown, context: Asked): Error {
  if (error instanceof ConnectorError) return error;
  if (context.signal.aborted && context.signal.reason instanceof Error) return context.signal.reason;
  if (error instanceof HTTPError) {
    return statusError(error.response.statusCode, errorText(error), context.what);
  }
  if (error instanceof TimeoutError && error.event !== 'connect') {
    const message = `Pendo took too long to answer for ${context.what}.`;
    return new TooMuchError({ failureType: 'transient_error', message });
  }
  return networkError(error, context.what);
}

/** A body that breaks off, whatever the reason: Pendo may cut what is too big, and a smaller answer breaks less often. */
export function toCutError(error: unknown, context: Asked): Error {
  if (error instanceof ConnectorError) return error;
  if (context.signal.aborted && context.signal.reason instanceof Error) return context.signal.reason;
  return new TooMuchError({
    failureType: 'transient_error',
    message: `Pendo's answer for ${context.what} broke off before its end.`,
    internalMessage: `${error instanceof Error ? error.name : typeof error} ${codeOf(error)}`.trim(),
  });
}
