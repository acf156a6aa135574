import { ConnectorError } from '../airbyte/errors.ts';
import type { Config } from '../config/types.ts';
import { FIRST_BACKOFF_MS, pause } from '../http/backoff.ts';
import { RequestFault } from '../http/fault.ts';
import type { PendoClient, RawAnswer } from '../pendo/client.ts';
import { isPassing } from './findings.ts';
import { kindOfBody, readContent, TooLongAnswer } from './read-body.ts';
import type { Answer, Asking, NoAnswer, Question } from './types.ts';

export const MOST_REQUESTS = 60;
/** The longest wait for one answer: the questions are small. */
const LONGEST_ANSWER_MS = 45_000;
/** A pause that ends no later than this after the one before it is the same to a person. */
const LEAST_PAUSE_MS = 1000;
/** Pendo asks to slow down, or the answer failed. */
const MOST_TRIES = { rate: 4, fault: 2 } as const;

export interface AskingOptions {
  readonly config: Config;
  readonly client: PendoClient;
  readonly wall: () => number;
  /** Aborts when the process is told to stop. */
  readonly stopping: AbortSignal;
  /** Aborts when the time of the probe is up. */
  readonly timeUp: AbortSignal;
  /** The wait before a second try. Defaults to a second. */
  readonly firstBackoffMs?: number;
  /** Defaults to 45 seconds. */
  readonly longestAnswerMs?: number;
  /** Tells the person who waits how far it is. */
  readonly onAsk: (question: string, requests: number) => void;
  /** Tells that Pendo asks for a pause. */
  readonly onPause?: (seconds: number) => void;
}

/** Asks Pendo, at most 60 times. */
export interface CountedAsking extends Asking {
  readonly requests: number;
}

/** What a try says about the next one. */
type Try = { readonly answer: Answer; readonly again?: keyof typeof MOST_TRIES };

export function createAsking(options: AskingOptions): CountedAsking {
  const { client, config, wall, stopping, timeUp, onAsk, longestAnswerMs = LONGEST_ANSWER_MS } = options;
  const asked = new Map<string, Promise<Answer>>();
  let requests = 0;
  let pausedUntil = 0;

  async function askNow(question: Question): Promise<Answer> {
    for (let tries = 1; ; tries += 1) {
      stopping.throwIfAborted();
      const { answer, again } = whyNot() ?? (await tryOnce(question));
      if (again === undefined || tries >= MOST_TRIES[again]) return answer;
      // At a rate the pace waits by itself.
      if (again === 'fault') await pause(options.firstBackoffMs ?? FIRST_BACKOFF_MS, stopping);
    }
  }

  /** Why no more is asked. */
  function whyNot(): Try | undefined {
    if (timeUp.aborted) return { answer: none('not asked, because the time was up') };
    return requests < MOST_REQUESTS
      ? undefined
      : { answer: none(`not asked, because ${MOST_REQUESTS} requests had been sent`) };
  }

  async function tryOnce(question: Question): Promise<Try> {
    requests += 1;
    onAsk(question.name, requests);
    const tooLate = new AbortController();
    const signal = AbortSignal.any([stopping, timeUp, tooLate.signal]);
    let timer: NodeJS.Timeout | undefined;
    const onSend = () => {
      timer = setTimeout(() => tooLate.abort(), longestAnswerMs);
    };
    try {
      const context = { what: question.name, signal, onSend, onRateLimit: tellPause };
      return await client.once(question.request, context, (raw) => readAnswer(raw, question));
    } catch (error) {
      stopping.throwIfAborted();
      if (timeUp.aborted) return { answer: none('no answer before the time was up') };
      if (signal.aborted) return { answer: none(`no answer within ${longestAnswerMs / 1000} s`) };
      return failed(error);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Once for each pause, though many requests may wait for its end. */
  function tellPause(untilMs: number): void {
    if (untilMs < pausedUntil + LEAST_PAUSE_MS) return;
    pausedUntil = untilMs;
    options.onPause?.(Math.ceil((untilMs - wall()) / 1000));
  }

  return {
    config,
    now: client.now,
    wall,
    ask(question) {
      const found = asked.get(question.name) ?? askNow(question);
      asked.set(question.name, found);
      return found;
    },
    get requests() {
      return requests;
    },
  };
}

async function readAnswer({ status, headers, bytes }: RawAnswer, { rowsIn }: Question): Promise<Try> {
  if (status >= 300) {
    const answer: Answer = { kind: 'refused', status, body: await kindOfBody(bytes) };
    if (status === 429) return { answer, again: 'rate' };
    return isPassing(status) ? { answer, again: 'fault' } : { answer };
  }
  try {
    const content = await readContent(bytes, rowsIn);
    const contentEncoding = headers['content-encoding'];
    return { answer: { kind: 'answered', status, ...content, headers: { date: headers.date, contentEncoding } } };
  } catch (error) {
    if (error instanceof RequestFault) throw error;
    if (error instanceof TooLongAnswer) return { answer: none('the answer is longer than a probe should read') };
    const what = rowsIn === 'whole' ? 'JSON' : 'JSON with rows';
    return { answer: { ...none(`HTTP ${status}, and the answer is not ${what}`), isForeign: true } };
  }
}

/** A host stays out of the words: it may be a private one. */
function failed(error: unknown): Try {
  if (!(error instanceof RequestFault) && !(error instanceof ConnectorError)) throw error;
  if (error instanceof ConnectorError) return { answer: none('the answer could not be read') };
  const { kind, code } = error.facts;
  const words = kind === 'cut' ? 'the answer broke off' : `no answer came (${code || kind})`;
  return { answer: none(words), again: 'fault' };
}

function none(why: string): NoAnswer {
  return { kind: 'none', why, isForeign: false };
}
