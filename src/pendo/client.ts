import type { Readable } from 'node:stream';
import pLimit from 'p-limit';
import { PassingError, TooMuchError } from '../airbyte/errors.ts';
import type { Log } from '../airbyte/log.ts';
import { type Backoff, pause } from '../http/backoff.ts';
import { type BodyLimits, readBody } from '../http/body.ts';
import type { RequestFault } from '../http/fault.ts';
import { createPace } from '../http/pace.ts';
import type { ProxyAgents } from '../http/proxy-agents.ts';
import { retryAfterMs } from '../http/retry-after.ts';
import { type HttpAnswer, refusalOf } from '../http/send-request.ts';
import { createPendoClock, type PendoClock } from './clock.ts';
import { ruleOf, sentenceOf } from './faults.ts';
import { createKeyQuestion } from './key-question.ts';
import { createOpen } from './open.ts';
import type { PendoRequest, RequestContext } from './request-context.ts';
import { createTries } from './tries.ts';

/** The longest silence within a body, even if the answer may take longer to begin. */
const LONGEST_SILENCE_MS = 60_000;
const DEFAULT_RETRIES = 6;

export interface ClientOptions extends Backoff {
  readonly integrationKey: string;
  readonly baseUrl: string;
  readonly maxConcurrency: number;
  /** How long an answer may take to begin, in milliseconds. */
  readonly requestTimeoutMs: number;
  readonly log: Log;
  readonly now: () => number;
  /** Undefined for a direct connection without a proxy. */
  readonly agent?: ProxyAgents | undefined;
  /** Whether to log when Pendo's clock and ours differ a lot. That matters only to a sync. */
  readonly warnsOfClocks?: boolean;
  /** How often a request is retried. Defaults to six. */
  readonly retries?: number;
  /** How long a request is retried, and how long Pendo may answer nothing but 429. Defaults to half an hour. */
  readonly longestTryingMs?: number;
}

/**
 * Reads a body. If it fails because of the answer, the client retries and calls it again with the new answer's body.
 */
export type UseAnswer<T> = (bytes: AsyncIterable<Uint8Array>) => Promise<T>;

/** An answer as it came, whatever its status. */
export interface RawAnswer extends Pick<HttpAnswer, 'status' | 'headers'> {
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** Sends requests to Pendo. Retries each by the table in faults.ts until its answer has been read to the end. */
export interface PendoClient {
  get<T>(request: Omit<PendoRequest, 'body'>, context: RequestContext, use: UseAnswer<T>): Promise<T>;
  /** `POST /api/v1/aggregation`. It only reads, so a retry is safe. */
  aggregate<T>(body: object, context: RequestContext, use: UseAnswer<T>, query?: PendoRequest['query']): Promise<T>;
  /** `GET /api/v1/token/verify`. Throws a SyncEndingError when Pendo refuses the key. */
  verifyKey(context: RequestContext): Promise<void>;
  /**
   * Sends a request once, and lets `use` look at its answer whatever the status. Only the shared pace and the clock learn
   * from it: for `probe`, which wants to know what Pendo answers. Throws a RequestFault when no answer comes.
   */
  once<T>(request: PendoRequest, context: RequestContext, use: (answer: RawAnswer) => Promise<T>): Promise<T>;
  /** The time by Pendo's clock, for cursors. See `PendoClock`. */
  readonly now: PendoClock['now'];
  readonly emittedAt: PendoClock['emittedAt'];
  readonly isClockFarBehind: PendoClock['isFarBehind'];
}

const VERIFY_KEY: PendoRequest = { path: 'token/verify' };

/** Creates the client. At most `maxConcurrency` answers are open at once, over all streams. */
export function createClient(options: ClientOptions): PendoClient {
  const slots = pLimit(options.maxConcurrency);
  // Monotonic: if the wall clock jumped, a pause could last for hours.
  const now = () => performance.now();
  const pace = createPace({ ...options, now });
  const warn = (message: string) => void (options.warnsOfClocks === true && options.log.warn(message));
  const clock = createPendoClock({ wall: options.now, warn });
  const open = createOpen(options, { pace, clock });
  const limits = { silentAfterMs: Math.min(options.requestTimeoutMs, LONGEST_SILENCE_MS) };

  async function ask<T>(request: PendoRequest, context: RequestContext, use: UseAnswer<T>): Promise<T> {
    const tries = createTries(
      { ...options, now, retries: options.retries ?? DEFAULT_RETRIES, pace, keyQuestion },
      context,
    );
    for (let sentAt = 0; ; ) {
      try {
        return await slots(() => {
          sentAt = now();
          return send(request, context, use);
        });
      } catch (error) {
        context.signal.throwIfAborted();
        await pause(await tries.delayAfter(error, sentAt), context.signal);
      }
    }
  }

  /** Sends a request once, when the pace allows it, and lets `use` read the answer. */
  function send<T>(request: PendoRequest, context: RequestContext, use: UseAnswer<T>): Promise<T> {
    return open(request, context, async (answer, flight) => {
      if (answer.status >= 300) throw await refused(answer, flight);
      pace.accepted();
      return readAnswer(answer.body, { limits, what: context.what }, use);
    });
  }

  async function once<T>(
    request: PendoRequest,
    context: RequestContext,
    use: (answer: RawAnswer) => Promise<T>,
  ): Promise<T> {
    return slots(() =>
      open(request, context, (answer, flight) => {
        if (answer.status === 429) pace.slowDown(flight, retryAfterMs(answer.headers));
        else pace.accepted();
        const { status, headers, body } = answer;
        return use({ status, headers, bytes: readBody(body, limits) });
      }),
    );
  }

  async function refused(answer: HttpAnswer, flight: number): Promise<RequestFault> {
    const fault = await refusalOf(answer);
    const { action } = ruleOf(fault.facts);
    if (action === 'refuse') pace.accepted();
    if (action === 'wait' && pace.slowDown(flight, fault.facts.retryAfterMs)) {
      const speed = pace.perSecond?.toPrecision(2);
      options.log.warn(`Pendo asks us to slow down (HTTP ${answer.status}): ${speed} requests a second from here on.`);
    }
    return fault;
  }

  const keyQuestion = createKeyQuestion({
    now,
    // Does not wait for a slot: the requests that wait for the verdict may hold all of them.
    ask: (signal) => send(VERIFY_KEY, { what: 'the question about the key', signal }, drain),
  });

  return {
    get: ask,
    aggregate: (body, context, use, query = {}) => ask({ path: 'aggregation', query, body }, context, use),
    verifyKey: (context) => ask(VERIFY_KEY, { ...context, asksAboutKey: true }, drain),
    once,
    now: clock.now,
    emittedAt: clock.emittedAt,
    isClockFarBehind: clock.isFarBehind,
  };
}

async function readAnswer<T>(body: Readable, { limits, what }: Reading, use: UseAnswer<T>): Promise<T> {
  let isEmpty = true;
  const onPiece = () => {
    isEmpty = false;
  };
  try {
    return await use(readBody(body, { ...limits, onPiece }));
  } catch (error) {
    // An empty body does not mean that the answer was too big: some proxies send one.
    if (isEmpty && error instanceof TooMuchError) throw emptyAnswer(what);
    throw error;
  }
}

interface Reading {
  readonly limits: BodyLimits;
  readonly what: string;
}

/** Reads a body and ignores its content, whose shape is not documented. */
async function drain(bytes: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _chunk of bytes) {
    // Read to the end, so that the connection can be reused.
  }
}

function emptyAnswer(what: string): PassingError {
  const fault = { kind: 'bad_answer' } as const;
  return new PassingError({ failureType: 'transient_error', message: sentenceOf(ruleOf(fault), fault, what) });
}
