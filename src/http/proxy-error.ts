import { ConnectorError } from '../airbyte/errors.ts';
import type { FaultFacts } from './fault.ts';

/**
 * Returns the user's error for a fault between us and the proxy; undefined for any other fault. It shows no part of the
 * proxy's address. `target` names the destination of the request, e.g. `Pendo's host (app.pendo.io)`.
 */
export function proxyError(
  { proxy, code = '' }: Pick<FaultFacts, 'proxy' | 'code'>,
  target: string,
): ConnectorError | undefined {
  if (proxy === undefined) return undefined;
  const { variable, status, isRefusal } = proxy;
  const internalMessage = status === undefined ? code : `${code}, HTTP ${status} for CONNECT`;
  if (status === 407) {
    const message = `The proxy of ${variable} wants another user and password on the way to ${target} (HTTP 407); write the proxy's address as http://user:password@host:port.`;
    return new ConnectorError({ failureType: 'config_error', message, internalMessage });
  }
  if (isRefusal) {
    const message = `The proxy of ${variable} does not let us through to ${target} (HTTP ${status}); have the host allowed there, or name it in NO_PROXY if it can be reached without a proxy.`;
    return new ConnectorError({ failureType: 'config_error', message, internalMessage });
  }
  const reason = status === undefined ? code : `HTTP ${status}`;
  const message = `The proxy of ${variable} gives no connection to ${target} (${reason}); check that the proxy runs, and that its address in ${variable} is right.`;
  return new ConnectorError({ failureType: 'transient_error', message, internalMessage });
}
