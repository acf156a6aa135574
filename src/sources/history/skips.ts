import { ConnectorError, PassingError, RefusedError, TooMuchError } from '../../airbyte/errors.ts';
import type { Log } from '../../airbyte/log.ts';

/** The share of a sync's requests that may be skipped, whatever their status. */
const MOST_SKIPPED = 1 / 10;

/** Up to this number of visitors never fail a sync, as long as Pendo answers for others. */
const FEW_VISITORS = 3;
/**
 * If nothing at all was answered after this number of requests, or for this number of visitors at the end, the visitors
 * are not the reason.
 */
const REQUESTS_IN_VAIN = 1000;
const VISITORS_IN_VAIN = 2;

/** Counts the requests of visitor_history that were refused for good. One visitor must not fail the whole stream. */
export interface Skips {
  answered(): void;
  /** How many were answered. A request notes it when it begins. */
  readonly answers: number;
  /**
   * Counts a request that failed. Throws its error if the stream must not go on. `answersBefore` is the number of answers
   * when the request began.
   */
  skip(visitorId: string | number, error: unknown, answersBefore: number): void;
  /** Whether too many were skipped to call complete what was read so far. */
  readonly areTooMany: boolean;
  /** Throws when they are. */
  judge(): void;
  /** One line in the log for all of them. */
  report(log: Log): void;
}

export function createSkips(stream: string): Skips {
  let answers = 0;
  let skipped = 0;
  const visitors = new Set<string | number>();
  const reasons = new Map<string, number>();
  let last: ConnectorError | undefined;

  function areTooMany(): boolean {
    if (answers === 0) return visitors.size >= VISITORS_IN_VAIN;
    return visitors.size > FEW_VISITORS && skipped > (answers + skipped) * MOST_SKIPPED;
  }

  function tooMany(): ConnectorError {
    return new ConnectorError({
      failureType: 'system_error',
      message: `${stream}: Pendo refused ${skipped} of ${answers + skipped} requests for one visitor's day each (${said(reasons)}), too many to skip. Sync again; if it stays, find out what refuses them. The last one: ${last?.message ?? ''}`,
      ...(last?.internalMessage === undefined ? {} : { internalMessage: last.internalMessage }),
    });
  }

  return {
    get answers() {
      return answers;
    },
    answered() {
      answers += 1;
    },
    skip(visitorId, error, answersBefore) {
      if (!(error instanceof ConnectorError) || !isRefusedForGood(error, answers > answersBefore)) throw error;
      skipped += 1;
      // No more are needed to tell whether they are few.
      if (visitors.size <= FEW_VISITORS) visitors.add(visitorId);
      const reason = reasonOf(error);
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
      last = error;
      if (answers === 0 && skipped >= REQUESTS_IN_VAIN) throw tooMany();
    },
    get areTooMany() {
      return areTooMany();
    },
    judge() {
      if (areTooMany()) throw tooMany();
    },
    report(log) {
      if (skipped === 0) return;
      log.warn(
        `${stream}: skipped ${skipped} of ${answers + skipped} pairs of a visitor and a day, because Pendo gives no history for them (${said(reasons)}).`,
      );
    },
  };
}

/**
 * A refusal that the client gave up on is final. A fault that might have passed later counts as a refusal only if Pendo
 * answered for other visitors meanwhile: otherwise Pendo is down. A broken network never counts.
 */
function isRefusedForGood(error: ConnectorError, othersAnswered: boolean): boolean {
  if (error instanceof PassingError) return true;
  if (error instanceof TooMuchError) return othersAnswered;
  return error instanceof RefusedError && (error.status < 500 || othersAnswered);
}

function reasonOf(error: ConnectorError): string {
  if (error instanceof RefusedError) return `HTTP ${error.status}`;
  return error instanceof TooMuchError ? 'broken off' : 'no history in the answer';
}

function said(reasons: ReadonlyMap<string, number>): string {
  return [...reasons].map(([reason, count]) => `${count} x ${reason}`).join(', ');
}
