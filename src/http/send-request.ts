import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import got from 'got';
import { readBody } from './body.ts';
import { ACCEPTED_ENCODING, decoded } from './decode.ts';
import { connectionFault, RequestFault } from './fault.ts';
import type { ProxyAgents } from './proxy-agents.ts';
import { retryAfterMs } from './retry-after.ts';

const CONNECT_TIMEOUT_MS = 30_000;
/** Limits for reading the body of an error answer. */
const LONGEST_REFUSAL_BYTES = 64 * 1024;
const LONGEST_REFUSAL_MS = 10_000;

export interface HttpRequest {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly searchParams?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: object;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** How long the answer's headers may take after the request was sent. */
  readonly responseTimeoutMs: number;
  /** Undefined for a direct connection without a proxy. */
  readonly agent?: ProxyAgents | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The decompressed body. */
  readonly body: Readable;
}

/**
 * Sends a request once. Resolves when the headers of an answer have arrived, whatever its status. Throws a
 * RequestFault, or the signal's reason.
 */
export async function sendRequest(request: HttpRequest): Promise<HttpAnswer> {
  try {
    return await send(request);
  } catch (error) {
    request.signal.throwIfAborted();
    throw connectionFault(error);
  }
}

function send(request: HttpRequest): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const sent = got.stream(request.url, gotOptions(request));
    // Stays attached after the answer: later errors reach the reader of the body, but a body that nobody reads would
    // otherwise end the process with an unhandled error.
    sent.on('error', reject);
    sent.once('response', (response: IncomingMessage & { statusCode: number }) => {
      const { statusCode: status, headers } = response;
      resolve({ status, headers, body: decoded(sent, headers['content-encoding']) });
    });
    // Not got's option `json`: when the answer arrives before got 16.1 has noticed that its upload is done, it closes
    // the connection and loses the body of an error answer.
    if (request.body !== undefined) sent.end(JSON.stringify(request.body));
  });
}

function gotOptions(request: HttpRequest) {
  const { method, searchParams, signal, headers, responseTimeoutMs, body, agent } = request;
  const contentType = body === undefined ? {} : { 'content-type': 'application/json' };
  return {
    method,
    ...(searchParams === undefined ? {} : { searchParams }),
    ...(agent === undefined ? {} : { agent }),
    signal,
    headers: { ...headers, ...contentType, 'accept-encoding': ACCEPTED_ENCODING },
    decompress: false,
    // A redirect would send the key to another host.
    followRedirect: false,
    throwHttpErrors: false,
    // `response` counts from when the request was sent: without `secureConnect`, TLS could take forever.
    timeout: { connect: CONNECT_TIMEOUT_MS, secureConnect: CONNECT_TIMEOUT_MS, response: responseTimeoutMs },
    // The caller retries, including failures in the body: got retries only until the headers have arrived.
    retry: { limit: 0 },
  };
}

/** Returns the fault for an answer with an error status, with the beginning of its text. */
export async function refusalOf({ status, headers, body }: HttpAnswer): Promise<RequestFault> {
  const chunks: Uint8Array[] = [];
  const late = setTimeout(() => body.destroy(), LONGEST_REFUSAL_MS);
  try {
    let bytes = 0;
    for await (const chunk of readBody(body, { silentAfterMs: LONGEST_REFUSAL_MS })) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes >= LONGEST_REFUSAL_BYTES) break;
    }
  } catch {
    // The part that has arrived is enough: the status decides what to do.
  } finally {
    clearTimeout(late);
    body.destroy();
  }
  const text = Buffer.concat(chunks).toString('utf8');
  return new RequestFault({ kind: 'status', status, text, retryAfterMs: retryAfterMs(headers) });
}
