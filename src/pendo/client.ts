import type { Readable } from 'node:stream';
import pLimit from 'p-limit';
import { PassingError, TooMuchError } from '../airbyte/errors.ts';
import type { Log } from '../airbyte/log.ts';
import { type Backoff, pause } from '../http/backoff.ts';
import { type BodyLimits, readBody } from '../http/body.ts';
import type { RequestFault } from '../http/fault.ts';
import { createPace } from '../http/pace.ts';
import type { ProxyAgents } from '../http/proxy-agents.ts';
import { type HttpAnswer, refusalOf, sendRequest } from '../http/send-request.ts';
import { createPendoClock, type PendoClock } from './clock.ts';
import { ruleOf, sentenceOf } from './faults.ts';
import { createKeyQuestion } from './key-question.ts';
import type { RequestContext } from './request-context.ts';
import { createTries } from './tries.ts';

/** Silence for so long is the end of an answer, even where its beginning may take longer. */
const LONGEST_SILENCE_MS = 60_000;
const DEFAULT_RETRIES = 6;

export interface ClientOptions extends Backoff {
  readonly integrationKey: string;
  readonly baseUrl: string;
  readonly maxConcurrency: number;
  /** How long an answer may take to begin. */
  readonly requestTimeoutMs: number;
  readonly log: Log;
  readonly now: () => number;
  /** The way through a proxy; undefined for the straight one. */
  readonly agent?: ProxyAgents | undefined;
  /** Whether the log says when Pendo's clock and ours are far apart. Only a sync goes by them. */
  readonly warnsOfClocks?: boolean;
  /** How often a request is sent again; absent: six times. */
  readonly retries?: number;
  /** How long Pendo may answer nothing but 429; absent: half an hour. */
  readonly longestTryingMs?: number;
}

export interface PendoRequest {
  /** Below `/api/v1/`, encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent by POST, as JSON. */
  readonly body?: object;
}

/** Reads an answer. When it fails because of the answer, the request is sent again and the next answer read from its beginning. */
export type UseAnswer<T> = (bytes: AsyncIterable<Uint8Array>) => Promise<T>;

/** Asks Pendo. Every request is tried again by the one table in faults.ts, until its answer was read to the end. */
export interface PendoClient {
  get<T>(request: Omit<PendoRequest, 'body'>, context: RequestContext, use: UseAnswer<T>): Promise<T>;
  /** `POST /api/v1/aggregation`: reading only, so it is safe to send again. */
  aggregate<T>(body: object, context: RequestContext, use: UseAnswer<T>, query?: PendoRequest['query']): Promise<T>;
  /** `GET /api/v1/token/verify`. Throws a SyncEndingError when Pendo refuses the key. */
  verifyKey(context: RequestContext): Promise<void>;
  /** The time by Pendo's clock, for cursors; see PendoClock. */
  readonly now: PendoClock['now'];
  readonly emittedAt: PendoClock['emittedAt'];
  readonly isClockFarBehind: PendoClock['isFarBehind'];
}

const VERIFY_KEY: PendoRequest = { path: 'token/verify' };

/** Makes the client; at most `maxConcurrency` answers are open at once, over all streams. */
export function createClient(options: ClientOptions): PendoClient {
  const slots = pLimit(options.maxConcurrency);
  // The machine's clock may jump, and a pause would then last for hours.
  const now = () => performance.now();
  const pace = createPace({ ...options, now });
  const warn = (message: string) => void (options.warnsOfClocks === true && options.log.warn(message));
  const clock = createPendoClock({ wall: options.now, warn });
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

  /** Sends a request once, when the pace allows it, and has its answer read. */
  async function send<T>(request: PendoRequest, context: RequestContext, use: UseAnswer<T>): Promise<T> {
    context.signal.throwIfAborted();
    const onPause = (ms: number) => context.onRateLimit?.(options.now() + ms);
    const flight = await pace.ready(context.signal, onPause);
    options.log.debug(`Asking Pendo for ${context.what}.`);
    const answer = await sendRequest({
      url: `${options.baseUrl}/api/v1/${request.path}`,
      method: request.body === undefined ? 'GET' : 'POST',
      ...(request.query === undefined ? {} : { searchParams: request.query }),
      ...(request.body === undefined ? {} : { body: request.body }),
      headers: { ...request.headers, 'x-pendo-integration-key': options.integrationKey },
      signal: context.signal,
      agent: options.agent,
      responseTimeoutMs: options.requestTimeoutMs,
    });
    try {
      // Every answer passes here, refusals too.
      clock.observe(answer.headers);
      if (answer.status >= 300) throw await refused(answer, flight);
      pace.accepted();
      return await readAnswer(answer.body, { limits, what: context.what }, use);
    } finally {
      answer.body.destroy();
    }
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
    // Without a slot: those who wait for the verdict may hold all of them.
    ask: (signal) => send(VERIFY_KEY, { what: 'the question about the key', signal }, drain),
  });

  return {
    get: ask,
    aggregate: (body, context, use, query = {}) => ask({ path: 'aggregation', query, body }, context, use),
    verifyKey: (context) => ask(VERIFY_KEY, { ...context, asksAboutKey: true }, drain),
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
    // Nothing at all is no answer that was too much: some proxies answer so.
    if (isEmpty && error instanceof TooMuchError) throw emptyAnswer(what);
    throw error;
  }
}

interface Reading {
  readonly limits: BodyLimits;
  readonly what: string;
}

/** Only that it comes counts: the body's shape is documented nowhere. */
async function drain(bytes: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _chunk of bytes) {
    // To its end, so that the connection can be used again.
  }
}

function emptyAnswer(what: string): PassingError {
  const fault = { kind: 'bad_answer' } as const;
  return new PassingError({ failureType: 'transient_error', message: sentenceOf(ruleOf(fault), fault, what) });
}
