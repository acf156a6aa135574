import { ConnectorError } from '../airbyte/errors.ts';
import type { Log } from '../airbyte/log.ts';
import type { ProxyAgents } from '../http/proxy-agents.ts';
import { failWhenIdle } from '../pendo/idle.ts';
import { type Attempt, type OpenAnswer, openAnswer } from '../pendo/open.ts';
import { retryDelayMs } from '../pendo/retry.ts';
import { brokenFeed, feedError } from './feed-errors.ts';
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

  function delayBefore(attempt: Attempt): number {
    const { random, firstBackoffMs, log } = options;
    const delayMs = retryDelayMs({ ...attempt, limit: RETRIES, random, firstBackoffMs });
    if (delayMs > 0) {
      const reason = feedError(attempt.error, what).message;
      log.warn(`Trying again in ${Math.ceil(delayMs / 1000)} s (attempt ${attempt.attemptCount + 1}): ${reason}`);
    }
    return delayMs;
  }

  async function open({ after, limit, signal }: FeedRequest): Promise<OpenAnswer> {
    try {
      return await openAnswer({
        url: `${options.inboxUrl}/feed`,
        method: 'GET',
        searchParams: { after: String(after), limit: String(limit) },
        headers: { authorization: `Bearer ${options.token}` },
        what,
        signal,
        agent: options.agent,
        responseTimeoutMs: timeoutMs,
        delayBefore,
      });
    } catch (error) {
      signal.throwIfAborted();
      throw feedError(error, what);
    }
  }

  async function* lines({ body }: OpenAnswer, signal: AbortSignal): AsyncGenerator<string> {
    try {
      yield* linesOf(failWhenIdle(body, timeoutMs, what));
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
      const type = String(answer.headers['content-type'] ?? '');
      if (!type.includes('ndjson')) {
        answer.body.destroy();
        throw notTheFeed(what);
      }
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

function notTheFeed(what: string): ConnectorError {
  const message = `What answers in place of ${what} is none; check webhooks.inbox_url.`;
  return new ConnectorError({ failureType: 'config_error', message });
}
