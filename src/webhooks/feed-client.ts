import type { Log } from '../airbyte/log.ts';
import { pause, retryDelayMs } from '../http/backoff.ts';
import { readBody } from '../http/body.ts';
import type { ProxyAgents } from '../http/proxy-agents.ts';
import { type HttpAnswer, refusalOf, sendRequest } from '../http/send-request.ts';
import { brokenFeed, feedError, mayPass, notTheFeed, retryAfterOf } from './feed-errors.ts';
import { INBOX_ID_HEADER, LAST_SEQUENCE_HEADER } from './feed-headers.ts';
import { linesOf } from './lines.ts';

export { BrokenFeedError } from './feed-errors.ts';

/** The receiver has no slow queries: one that needs longer than this is broken. */
const LONGEST_TIMEOUT_MS = 60_000;
const RETRIES = 3;
/** The name of `inbox-id` in the first version of the receiver. */
const OLD_INBOX_ID_HEADER = 'x-inbox-id';

export interface FeedClientOptions {
  readonly inboxUrl: string;
  readonly token: string;
  readonly requestTimeoutMs: number;
  readonly log: Log;
  /** Between 0 and 1. */
  readonly random: () => number;
  readonly firstBackoffMs?: number;
  /** Undefined for a direct connection without a proxy. */
  readonly agent?: ProxyAgents | undefined;
}

export interface FeedPage {
  /**
   * Differs when a new inbox replaces the old one at the same address; undefined when the receiver does not send it.
   */
  readonly inboxId: string | undefined;
  /** The highest sequence that the inbox has ever assigned; undefined when the receiver does not send it. */
  readonly lastSequence: number | undefined;
  /** One JSON text per event. Throws a BrokenFeedError when the answer breaks off. */
  readonly lines: AsyncIterable<string>;
}

export interface FeedRequest {
  readonly after: number;
  readonly limit: number;
  readonly signal: AbortSignal;
}

/** Reads stored events from the receiver (`source-pendo listen`). */
export interface FeedClient {
  /**
   * Returns at most `limit` events after a sequence; an empty page means that there is nothing newer. Its errors name
   * the receiver, so that nobody looks for the fault at Pendo. None of them ends the whole sync.
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
