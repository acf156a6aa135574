import { HTTPError, type RequestError } from 'got';
import { refusalText } from './decode.ts';
import type { Attempt } from './open.ts';
import { statusAction } from './status.ts';

const FIRST_BACKOFF_MS = 1000;
const LONGEST_BACKOFF_MS = 60_000;
/** Pendo may name any date in Retry-After; a sync that sleeps longer than this is better tried again by Airbyte. */
const LONGEST_RETRY_AFTER_MS = 600_000;

/** Network faults that pass by themselves. A timeout is not among them: the same request would take as long again. */
const PASSING_FAULTS: ReadonlySet<string> = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  // A proxy that gives no tunnel now; one that never will has ERR_PROXY_REFUSED.
  'ERR_PROXY_TUNNEL',
]);

export interface RetryInput extends Attempt {
  readonly limit: number;
  /** Between 0 and 1: spreads the requests of several streams. */
  readonly random: () => number;
  readonly firstBackoffMs?: number | undefined;
}

/** Milliseconds until the next attempt at the same request; 0 means that there is none. */
export function retryDelayMs(input: RetryInput): number {
  if (input.attemptCount > input.limit || !mayPass(input.error)) return 0;
  if (input.retryAfter !== undefined)
    return input.retryAfter > LONGEST_RETRY_AFTER_MS ? 0 : Math.max(1, input.retryAfter);
  const first = input.firstBackoffMs ?? FIRST_BACKOFF_MS;
  const backoff = Math.min(first * 2 ** (input.attemptCount - 1), LONGEST_BACKOFF_MS);
  return Math.max(1, Math.round(backoff * (0.5 + input.random() / 2)));
}

function mayPass(error: RequestError): boolean {
  if (error instanceof HTTPError) return statusAction(error.response.statusCode, errorText(error)) === 'retry';
  return PASSING_FAULTS.has(error.code);
}

/** What Pendo wrote into a refusal. */
export function errorText({ response }: HTTPError): string {
  return refusalText(response.rawBody, response.headers['content-encoding']);
}
