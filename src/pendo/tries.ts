import { SyncEndingError } from '../airbyte/errors.ts';
import type { Log } from '../airbyte/log.ts';
import { type Backoff, retryDelayMs } from '../http/backoff.ts';
import type { Pace } from '../http/pace.ts';
import { errorOf, faultOf, rateLimitedTooLong, refusedKey, refusedRequest, unexplainedRefusal } from './fault-error.ts';
import { type Fault, type FaultRule, ruleOf } from './faults.ts';
import type { KeyQuestion, KeyVerdict } from './key-question.ts';
import type { RequestContext } from './request-context.ts';

/** Fewer retries for faults that will hardly pass: a sync must not spend a minute on each such request. */
const RETRIES_IF_IT_LASTS = 3;
const RETRIES_IF_SKIPPED = 1;
/** After this time a request is not retried. Airbyte retries the sync later. */
const LONGEST_TRYING_MS = 30 * 60_000;

export interface TriesOptions extends Backoff {
  /** How often a request is retried. */
  readonly retries: number;
  readonly pace: Pick<Pace, 'refusesForMs'>;
  readonly keyQuestion: KeyQuestion;
  readonly log: Log;
  readonly now: () => number;
  /** Defaults to half an hour. */
  readonly longestTryingMs?: number | undefined;
}

/** Decides about the retries of one request. */
export interface Tries {
  /**
   * Returns the milliseconds to wait before the retry. Throws the error for the caller when there is no retry. `sentAt`
   * is the time when the failed attempt was sent.
   */
  delayAfter(error: unknown, sentAt: number): Promise<number>;
}

export function createTries(options: TriesOptions, context: RequestContext): Tries {
  const { log, now, longestTryingMs = LONGEST_TRYING_MS } = options;
  const { what } = context;
  const startedAt = now();
  let failed = 0;
  let verdict: KeyVerdict = 'unknown';

  /** Returns undefined when there were enough retries. */
  function nextDelay(fault: Fault, mostRetries: number): number | undefined {
    failed += 1;
    if (failed > mostRetries || now() - startedAt > longestTryingMs) return undefined;
    return retryDelayMs(failed, fault.retryAfterMs, options);
  }

  function again(error: Error, fault: Fault, mostRetries: number): number {
    const delayMs = nextDelay(fault, mostRetries);
    if (delayMs === undefined) throw error;
    // When some of thousands of answers may be missing, a warning for each would hide what matters. Their number is
    // logged at the end.
    log[context.canBeSkipped ? 'info' : 'warn'](
      `Trying again in ${Math.ceil(delayMs / 1000)} s (attempt ${failed + 1}): ${error.message}`,
    );
    return delayMs;
  }

  function mostRetries(rule: FaultRule): number {
    if (!rule.lasts) return options.retries;
    if (context.canBeSkipped) return Math.min(RETRIES_IF_SKIPPED, options.retries);
    // The refusal may come from a firewall, and such a fault may pass.
    return rule.action === 'ask_key' ? options.retries : Math.min(RETRIES_IF_IT_LASTS, options.retries);
  }

  async function afterRefusal(fault: Fault, rule: FaultRule, sentAt: number): Promise<number> {
    // This is the question about the key itself. Retry it once: a proxy or firewall on the way may have refused it.
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
          throw rateLimitedTooLong(what, Math.round(longestTryingMs / 60_000));
        case 'ask_key':
          return afterRefusal(fault, rule, sentAt);
        default:
          if (!isSentAgain(rule, context)) throw error;
          return again(error, fault, mostRetries(rule));
      }
    },
  };
}

function isSentAgain({ action, lasts }: FaultRule, { canSplit, canBeSkipped }: RequestContext): boolean {
  if (action === 'split') return canSplit !== true;
  // Retry once before skipping: a single bad answer is not enough reason to skip a visitor.
  return action === 'retry' || (lasts === true && canBeSkipped === true);
}
