import { SyncEndingError } from '../airbyte/errors.ts';
import type { Log } from '../airbyte/log.ts';
import { type Backoff, retryDelayMs } from '../http/backoff.ts';
import type { Pace } from '../http/pace.ts';
import { askedInVain, errorOf, faultOf, refusedKey, refusedRequest, unexplainedRefusal } from './fault-error.ts';
import { type Fault, type FaultRule, ruleOf } from './faults.ts';
import type { KeyQuestion, KeyVerdict } from './key-question.ts';
import type { RequestContext } from './request-context.ts';

/** What comes again and again is no passing fault: a sync shall not spend a minute on each such request. */
const RETRIES_IF_IT_LASTS = 3;
const RETRIES_IF_SKIPPED = 1;
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
    return retryDelayMs(failed, fault.retryAfterMs, options);
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
    if (!rule.lasts) return options.retries;
    if (context.canBeSkipped) return Math.min(RETRIES_IF_SKIPPED, options.retries);
    // A firewall's refusal passes like any other fault.
    return rule.action === 'ask_key' ? options.retries : Math.min(RETRIES_IF_IT_LASTS, options.retries);
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
        default:
          if (!isSentAgain(rule, context)) throw error;
          return again(error, fault, mostRetries(rule));
      }
    },
  };
}

function isSentAgain({ action, lasts }: FaultRule, { canSplit, canBeSkipped }: RequestContext): boolean {
  if (action === 'split') return canSplit !== true;
  // A visitor is not skipped for one odd answer.
  return action === 'retry' || (lasts === true && canBeSkipped === true);
}
