import { SyncEndingError } from '../airbyte/errors.ts';
import type { Log } from '../airbyte/log.ts';
import { type Backoff, backoffMs } from '../http/backoff.ts';
import type { Pace } from '../http/pace.ts';
import { LONGEST_RETRY_AFTER_MS } from '../http/retry-after.ts';
import { askedInVain, errorOf, faultOf, refusedKey, refusedRequest, unexplainedRefusal } from './fault-error.ts';
import { type Fault, type FaultRule, ruleOf } from './faults.ts';
import type { KeyQuestion, KeyVerdict } from './key-question.ts';
import type { RequestContext } from './request-context.ts';

/** Longer than this nothing is tried again: Airbyte does, later. */
const LONGEST_TRYING_MS = 30 * 60_000;

export interface TriesOptions extends Backoff {
  /** How often a request is sent again. */
  readonly retries: number;
  readonly pace: Pick<Pace, 'refusesForMs'>;
  readonly keyQuestion: KeyQuestion;
  readonly log: Log;
  readonly now: () => number;
  /** Absent: half an hour. */
  readonly longestTryingMs?: number | undefined;
}

/** The tries of one request. */
export interface Tries {
  /**
   * Milliseconds until the request is sent again; throws what the caller gets when it is not. `sentAt` is when the failed try
   * went out.
   */
  delayAfter(error: unknown, sentAt: number): Promise<number>;
}

export function createTries(options: TriesOptions, context: RequestContext): Tries {
  const { log, now, longestTryingMs = LONGEST_TRYING_MS } = options;
  const { what } = context;
  const startedAt = now();
  let failed = 0;
  let verdict: KeyVerdict = 'unknown';

  /** Undefined when there were enough. */
  function nextDelay(fault: Fault, mostRetries: number): number | undefined {
    failed += 1;
    if (failed > mostRetries || now() - startedAt > longestTryingMs) return undefined;
    // Airbyte tries the sync again, and sooner.
    if ((fault.retryAfterMs ?? 0) > LONGEST_RETRY_AFTER_MS) return undefined;
    return Math.max(1, fault.retryAfterMs ?? backoffMs(failed, options));
  }

  function again(error: Error, fault: Fault, mostRetries: number): number {
    const delayMs = nextDelay(fault, mostRetries);
    if (delayMs === undefined) throw error;
    // Where one answer in thousands may be missing, a line for each would hide what matters; their number is told at the end.
    log[context.canBeSkipped ? 'info' : 'warn'](
      `Trying again in ${Math.ceil(delayMs / 1000)} s (attempt ${failed + 1}): ${error.message}`,
    );
    return delayMs;
  }

  function mostRetries(rule: FaultRule): number {
    return rule.lasts && context.canBeSkipped ? Math.min(1, options.retries) : options.retries;
  }

  async function afterRefusal(fault: Fault, rule: FaultRule, sentAt: number): Promise<number> {
    // The question about the key itself: asked once more, for something between us and Pendo may have refused it.
    if (context.asksAboutKey) return again(refusedKey(fault.status, what), fault, 1);
    if (verdict === 'unknown') verdict = await options.keyQuestion.ask(sentAt, context.signal);
    context.signal.throwIfAborted();
    if (verdict === 'refused') throw refusedKey(fault.status, what);
    const explain = verdict === 'accepted' ? refusedRequest : unexplainedRefusal;
    return again(explain(fault.status, what), fault, mostRetries(rule));
  }

  return {
    async delayAfter(thrown, sentAt) {
      const fault = thrown instanceof SyncEndingError ? undefined : faultOf(thrown);
      if (fault === undefined) throw thrown;
      const rule = ruleOf(fault);
      const error = errorOf(thrown, rule, fault, context);
      switch (rule.action) {
        case 'wait':
          if (options.pace.refusesForMs < longestTryingMs) return 0;
          throw askedInVain(what, Math.round(longestTryingMs / 60_000));
        case 'ask_key':
          return afterRefusal(fault, rule, sentAt);
        case 'split':
          if (context.canSplit) throw error;
          return again(error, fault, mostRetries(rule));
        case 'retry':
          return again(error, fault, mostRetries(rule));
        default:
          throw error;
      }
    },
  };
}
