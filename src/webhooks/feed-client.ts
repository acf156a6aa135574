import type { Log } from '../airbyte/log.ts';
import { pause, retryDelayMs } from '../http/backoff.ts';
import { readBody } from '../http/body.ts';
import type { ProxyAgents } from '../http/proxy-agents.ts';
import { type HttpAnswer, refusalOf, sendRequest } from '../http/send-request.ts';
import { brokenFeed, feedError, mayPass, notTheFeed, retryAfterOf } from './feed-errors.ts';
import { INBOX_ID_HEADER, LAST_SEQUENCE_HEADER } from './feed-headers.ts';
import { linesOf } from './lines.ts';

export { BrokenFeedError } from './feed-errors.ts';

/** A receiver answers at once, or it is ill: it has no questions that take minutes. */
const LONGEST_TIMEOUT_MS = 60_000;
const RETRIES = 3;
/** How the first version of the receiver called `inbox-id`. */
const OLD_INBOX_ID_HEADER = 'x-inbox-id';

export interface FeedClientOptions {
  readonly inboxUrl: string;
  readonly token: string;
  readonly requestTimeoutMs: number;
  readonly log: Log;
  /** Between 0 and 1. */
  readonly random: () => number;
  readonly firstBackoffMs?: number;
  /** The way through a proxy; undefined for the straight one. */
  readonly agent?: ProxyAgents | undefined;
}

export interface FeedPage {
  /** Tells apart an inbox from a new one at the same address; undefined when the receiver does not say. */
  readonly inboxId: string | undefined;
  /** The last sequence that the inbox ever gave out; undefined when the receiver does not say. */
  readonly lastSequence: number | undefined;
  /** The JSON text of one event each. Throws a BrokenFeedError when the answer breaks off. */
  readonly lines: AsyncIterable<string>;
}

export interface FeedRequest {
  readonly after: number;
  readonly limit: number;
  readonly signal: AbortSignal;
}

/** Asks the receiver (`source-pendo listen`) for what it has kept. */
export interface FeedClient {
  /**
   * The events after a sequence, `limit` at most; none means that there is nothing newer. Throws errors whose sentences name
   * the receiver, so that nobody looks for the fault at Pendo; none of them ends the sync.
   */
  page(request: FeedRequest): Promise<FeedPage>;
}

export function createFeedClient(options: FeedClientOptions): FeedClient {
  const timeoutMs = Math.min(options.requestTimeoutMs, LONGEST_TIMEOUT_MS);
  const what = `the webhook receiver at ${options.inboxUrl}`;

  async function open(request: FeedRequest): Promise<HttpAnswer> {
    for (let failed = 1; ; failed += 1) {
      try {
        return await openOnce(request);
      } catch (thrown) {
        request.signal.throwIfAborted();
        const error = feedError(thrown, what);
        if (failed > RETRIES || !mayPass(thrown)) throw error;
        const delayMs = retryDelayMs(failed, retryAfterOf(thrown), options);
        options.log.warn(`Trying again in ${Math.ceil(delayMs / 1000)} s (attempt ${failed + 1}): ${error.message}`);
        await pause(delayMs, request.signal);
      }
    }
  }

  async function openOnce({ after, limit, signal }: FeedRequest): Promise<HttpAnswer> {
    const answer = await sendRequest({
      url: `${options.inboxUrl}/feed`,
      method: 'GET',
      searchParams: { after: String(after), limit: String(limit) },
      headers: { authorization: `Bearer ${options.token}` },
      signal,
      agent: options.agent,
      responseTimeoutMs: timeoutMs,
    });
    if (answer.status >= 300) throw await refusalOf(answer);
    if (String(answer.headers['content-type'] ?? '').includes('ndjson')) return answer;
    answer.body.destroy();
    throw notTheFeed(what);
  }

  async function* lines({ body }: HttpAnswer, signal: AbortSignal): AsyncGenerator<string> {
    try {
      yield* linesOf(readBody(body, { silentAfterMs: timeoutMs }));
    } catch (error) {
      signal.throwIfAborted();
      throw brokenFeed(error, what);
    } finally {
      body.destroy();
    }
  }

  return {
    async page(request) {
      const answer = await open(request);
      const inboxId = answer.headers[INBOX_ID_HEADER] ?? answer.headers[OLD_INBOX_ID_HEADER];
      const lastSequence = answer.headers[LAST_SEQUENCE_HEADER];
      return {
        inboxId: typeof inboxId === 'string' ? inboxId : undefined,
        lastSequence: typeof lastSequence === 'string' ? wholeNumber(lastSequence) : undefined,
        lines: lines(answer, request.signal),
      };
    },
  };
}

function wholeNumber(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
