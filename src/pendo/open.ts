import type { Log } from '../airbyte/log.ts';
import type { Pace } from '../http/pace.ts';
import type { ProxyAgents } from '../http/proxy-agents.ts';
import { type HttpAnswer, sendRequest } from '../http/send-request.ts';
import type { PendoClock } from './clock.ts';
import type { PendoRequest, RequestContext } from './request-context.ts';

export interface OpenOptions {
  readonly integrationKey: string;
  readonly baseUrl: string;
  readonly requestTimeoutMs: number;
  readonly agent?: ProxyAgents | undefined;
  readonly log: Log;
  readonly now: () => number;
}

/**
 * Sends a request once, when the pace allows it, and lets `use` look at the answer, whatever its status. The body is gone
 * when `use` has ended. `flight` is that of the pace.
 */
export type Open = <T>(
  request: PendoRequest,
  context: RequestContext,
  use: (answer: HttpAnswer, flight: number) => Promise<T>,
) => Promise<T>;

export function createOpen(
  options: OpenOptions,
  { pace, clock }: { readonly pace: Pace; readonly clock: Pick<PendoClock, 'observe'> },
): Open {
  return async (request, context, use) => {
    context.signal.throwIfAborted();
    const onPause = (ms: number) => context.onRateLimit?.(options.now() + ms);
    const flight = await pace.ready(context.signal, onPause);
    context.onSend?.();
    options.log.debug(`Asking Pendo for ${context.what}.`);
    const answer = await sendRequest({
      url: `${options.baseUrl}/api/v1/${request.path}`,
      method: request.body === undefined ? 'GET' : 'POST',
      ...(request.query === undefined ? {} : { searchParams: request.query }),
      ...(request.body === undefined ? {} : { body: request.body }),
      headers: { 'x-pendo-integration-key': options.integrationKey, ...request.headers },
      signal: context.signal,
      agent: options.agent,
      responseTimeoutMs: options.requestTimeoutMs,
    });
    try {
      // Every answer passes here, including those with an error status.
      clock.observe(answer.headers);
      return await use(answer, flight);
    } finally {
      answer.body.destroy();
    }
  };
}
