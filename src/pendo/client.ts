import type { Readable } from 'node:stream';
import { HTTPError } from 'got';
import pLimit from 'p-limit';
import type { Log } from '../airbyte/log.ts';
import type { ProxyAgents } from '../http/proxy-agents.ts';
import { createPendoClock, type PendoClock } from './clock.ts';
import { failWhenIdle } from './idle.ts';
import { type Attempt, type OpenRequest, openAnswer } from './open.ts';
import { createPace } from './pace.ts';
import { toCutError, toReadableError } from './readable-error.ts';
import { retryDelayMs } from './retry.ts';

const LONGEST_IDLE_MS = 120_000;
const DEFAULT_RETRIES = 6;

export interface ClientOptions {
  readonly integrationKey: string;
  readonly baseUrl: string;
  readonly maxConcurrency: number;
  readonly requestTimeoutMs: number;
  readonly log: Log;
  readonly now: () => number;
  readonly random: () => number;
  /** The way through a proxy; undefined for the straight one. */
  readonly agent?: ProxyAgents | undefined;
  readonly retries?: number;
  readonly firstBackoffMs?: number;
  /** Whether the log says when Pendo's clock and ours are far apart. Only a sync goes by them. */
  readonly warnsOfClocks?: boolean;
}

/** Who asks, and how to tell them that Pendo makes them wait. */
export interface RequestContext {
  /** Names the request in logs and errors, e.g. `page_events from 2026-01-01 to 2026-01-08`. */
  readonly what: string;
  readonly signal: AbortSignal;
  /** Called when Pendo asks for a pause, with the time in epoch milliseconds when it ends. */
  readonly onRateLimit?: (untilMs: number) => void;
}

export interface GetOptions {
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Asks Pendo; every answer is a stream of bytes that ends with an error unless it came whole. */
export interface PendoClient {
  /** `GET /api/v1/{path}`; the caller has encoded the path. */
  get(path: string, options: GetOptions, context: RequestContext): AsyncIterable<Uint8Array>;
  /** `POST /api/v1/aggregation`: reading only, so it is safe to send again. */
  aggregate(body: object, context: RequestContext): AsyncIterable<Uint8Array>;
  /** The time by Pendo's clock, for cursors; see PendoClock. */
  readonly now: PendoClock['now'];
  readonly emittedAt: PendoClock['emittedAt'];
  readonly isClockFarBehind: PendoClock['isFarBehind'];
}

type RequestInit = Pick<OpenRequest, 'method' | 'searchParams' | 'body'> & Pick<GetOptions, 'headers'>;

/** Makes the client; at most `maxConcurrency` answers are open at once, over all streams. */
export function createClient(options: ClientOptions): PendoClient {
  const slots = pLimit(options.maxConcurrency);
  const pace = createPace(options.now);
  const warn = (message: string) => void (options.warnsOfClocks === true && options.log.warn(message));
  const clock = createPendoClock({ wall: options.now, warn });
  const idleMs = Math.min(options.requestTimeoutMs, LONGEST_IDLE_MS);

  async function* answer(url: string, init: RequestInit, context: RequestContext): AsyncGenerator<Uint8Array> {
    const release = await takeSlot(slots);
    let response: Readable | undefined;
    try {
      context.signal.throwIfAborted();
      await pace.ready(context.signal);
      options.log.debug(`Asking Pendo for ${context.what}.`);
      response = await open(url, init, context);
      // `yield*` would do the same with more promises for each chunk, a fiftieth of a long read.
      for await (const chunk of failWhenIdle(response, idleMs, context.what)) yield chunk;
    } catch (error) {
      throw response === undefined ? toReadableError(error, context) : toCutError(error, context);
    } finally {
      response?.destroy();
      release();
    }
  }

  async function open(url: string, init: RequestInit, context: RequestContext): Promise<Readable> {
    const { body } = await openAnswer({
      ...init,
      url,
      headers: { ...init.headers, 'x-pendo-integration-key': options.integrationKey },
      what: context.what,
      signal: context.signal,
      agent: options.agent,
      responseTimeoutMs: options.requestTimeoutMs,
      delayBefore: (attempt) => delayBefore(attempt, context),
      onHeaders: clock.observe,
    });
    return body;
  }

  /** Decides on another attempt, says why in the log, and holds all other requests back when Pendo says 429. */
  function delayBefore(attempt: Attempt, context: RequestContext): number {
    const { random, firstBackoffMs } = options;
    const delayMs = retryDelayMs({ ...attempt, limit: options.retries ?? DEFAULT_RETRIES, random, firstBackoffMs });
    if (delayMs === 0) return 0;
    const reason = toReadableError(attempt.error, context).message;
    options.log.warn(`Trying again in ${Math.ceil(delayMs / 1000)} s (attempt ${attempt.attemptCount + 1}): ${reason}`);
    if (attempt.error instanceof HTTPError && attempt.error.response.statusCode === 429) {
      const untilMs = options.now() + delayMs;
      pace.pauseUntil(untilMs);
      context.onRateLimit?.(untilMs);
    }
    return delayMs;
  }

  return {
    get: (path, { query, headers }, context) =>
      answer(
        `${options.baseUrl}/api/v1/${path}`,
        { method: 'GET', searchParams: query ?? {}, headers: headers ?? {} },
        context,
      ),
    aggregate: (body, context) => answer(`${options.baseUrl}/api/v1/aggregation`, { method: 'POST', body }, context),
    now: clock.now,
    emittedAt: clock.emittedAt,
    isClockFarBehind: clock.isFarBehind,
  };
}

/** Waits for a free slot of the limiter and takes it; the answer gives it back. */
function takeSlot(slots: ReturnType<typeof pLimit>): Promise<() => void> {
  return new Promise((resolve) => {
    void slots(() => new Promise<void>((release) => resolve(release)));
  });
}
