import { addAbortListener } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import got, { HTTPError, type Request, type RequestError } from 'got';
import type { ProxyAgents } from '../http/proxy-agents.ts';
import { ACCEPTED_ENCODING, decoded } from './decode.ts';
import { statusError } from './status.ts';

const CONNECT_TIMEOUT_MS = 30_000;

/** One failed attempt, as got counts and describes it. */
export interface Attempt {
  readonly attemptCount: number;
  readonly error: RequestError;
  /** Milliseconds, from either form of the Retry-After header. */
  readonly retryAfter?: number | undefined;
}

export interface OpenRequest {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly searchParams?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: object;
  readonly headers: Readonly<Record<string, string>>;
  readonly what: string;
  readonly signal: AbortSignal;
  readonly responseTimeoutMs: number;
  /** The way through a proxy; undefined for the straight one. */
  readonly agent?: ProxyAgents | undefined;
  /** Milliseconds until the next attempt; 0 for none. */
  readonly delayBefore: (attempt: Attempt) => number;
  /** Called with the headers of every answer, refusals and those that are tried again too. */
  readonly onHeaders?: (headers: IncomingHttpHeaders) => void;
}

export interface OpenAnswer {
  readonly body: Readable;
  readonly headers: IncomingHttpHeaders;
}

/** Sends a request, again as often as `delayBefore` allows, and resolves when the headers of a success are there. */
export function openAnswer(request: OpenRequest): Promise<OpenAnswer> {
  let isAnswered = false;
  let current: Request | undefined;
  // got 16.1 does not look at its signal while it waits for the next attempt: that wait would outlive everything.
  const stopping = addAbortListener(request.signal, () => current?.destroy(new Error('The request was given up.')));
  return new Promise<OpenAnswer>((resolve, reject) => {
    function attach(sent: Request): void {
      current = sent;
      sent.once('retry', (_count, _error, createRetryStream) => attach(createRetryStream()));
      sent.once('error', reject);
      sent.once('response', (response: IncomingMessage & { statusCode: number }) => {
        const { statusCode, headers } = response;
        isAnswered = true;
        request.onHeaders?.(headers);
        if (statusCode < 300) return resolve({ body: decoded(sent, headers['content-encoding']), headers });
        // got takes a redirect that it may not follow for a success.
        sent.destroy();
        return reject(statusError(statusCode, '', request.what));
      });
      // Written here, not by got's option `json`: got 16.1 breaks the connection, and loses what a refusal says, when
      // the answer is there before it has noticed that its own upload is done.
      if (request.body !== undefined) sent.end(JSON.stringify(request.body));
    }
    // Once there is an answer, got must not begin another one behind the back of its reader, also when the body breaks.
    const delayBefore = (attempt: Attempt) => {
      // A refusal comes as an error only.
      if (attempt.error instanceof HTTPError) request.onHeaders?.(attempt.error.response.headers);
      return isAnswered ? 0 : request.delayBefore(attempt);
    };
    attach(got.stream(request.url, gotOptions({ ...request, delayBefore })));
  }).finally(() => stopping[Symbol.dispose]());
}

function gotOptions(request: OpenRequest) {
  const { method, searchParams, signal, headers, responseTimeoutMs, delayBefore, body, agent } = request;
  const contentType = body === undefined ? {} : { 'content-type': 'application/json' };
  return {
    method,
    ...(searchParams === undefined ? {} : { searchParams }),
    ...(agent === undefined ? {} : { agent }),
    signal,
    headers: { ...headers, ...contentType, 'accept-encoding': ACCEPTED_ENCODING },
    decompress: false,
    // The key would go along to wherever a redirect points.
    followRedirect: false,
    timeout: { connect: CONNECT_TIMEOUT_MS, response: responseTimeoutMs },
    retry: {
      // POST is not among got's own: an aggregation only reads.
      methods: ['GET' as const, 'POST' as const],
      enforceRetryRules: false,
      maxRetryAfter: Number.POSITIVE_INFINITY,
      calculateDelay: delayBefore,
    },
  };
}
