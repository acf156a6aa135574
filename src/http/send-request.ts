import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import got from 'got';
import { readBody } from './body.ts';
import { ACCEPTED_ENCODING, decoded } from './decode.ts';
import { connectionFault, RequestFault } from './fault.ts';
import type { ProxyAgents } from './proxy-agents.ts';
import { retryAfterMs } from './retry-after.ts';

const CONNECT_TIMEOUT_MS = 30_000;
/** More of a refusal is not read, and longer is not waited for it. */
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
  /** How long the answer's headers may take once the request was sent. */
  readonly responseTimeoutMs: number;
  /** The way through a proxy; undefined for the straight one. */
  readonly agent?: ProxyAgents | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The bytes as they were before compression. */
  readonly body: Readable;
}

/**
 * Sends a request once and resolves when the headers of an answer are there, whatever its status. Throws a RequestFault, or
 * the signal's reason.
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
    // Kept for good: what breaks after the answer comes out where the body is read, but for a body that nobody reads.
    sent.on('error', reject);
    sent.once('response', (response: IncomingMessage & { statusCode: number }) => {
      const { statusCode: status, headers } = response;
      resolve({ status, headers, body: decoded(sent, headers['content-encoding']) });
    });
    // Written here, not by got's option `json`: got 16.1 breaks the connection, and loses what a refusal says, when
    // the answer is there before it has noticed that its own upload is done.
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
    // The key would go along to wherever a redirect points.
    followRedirect: false,
    throwHttpErrors: false,
    timeout: { connect: CONNECT_TIMEOUT_MS, response: responseTimeoutMs },
    // Whoever asks tries again, with the body: got would do so only until the headers are there.
    retry: { limit: 0 },
  };
}

/** The fault that an answer without success is, with the beginning of its text. */
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
    // What came of it is enough: the status says what to do.
  } finally {
    clearTimeout(late);
    body.destroy();
  }
  const text = Buffer.concat(chunks).toString('utf8');
  return new RequestFault({ kind: 'status', status, text, retryAfterMs: retryAfterMs(headers) });
}
