import { ConnectorError, PassingError, RefusedError, TooMuchError } from '../../airbyte/errors.ts';
import type { Log } from '../../airbyte/log.ts';

/** So much of a sync's requests may be skipped, whatever their status. */
const MOST_SKIPPED = 1 / 10;

/** So few visitors never fail a sync, as long as Pendo answers for others. */
const FEW_VISITORS = 3;
/** With so many requests, or with so many visitors at the end of a day, and no answer at all, something else is wrong. */
const REQUESTS_IN_VAIN = 1000;
const VISITORS_IN_VAIN = 2;

/** Counts the requests of visitor_history that were refused for good; one visitor must not cost all others. */
export interface Skips {
  answered(): void;
  /** How many were answered: what a request remembers from its beginning. */
  readonly answers: number;
  /** Counts a request that failed; throws its error when that is no reason to go on. `answersBefore` is from its beginning. */
  skip(visitorId: string | number, error: unknown, answersBefore: number): void;
  /** Whether too many were skipped for what was read so far to be called complete. */
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
      // More need not be remembered: few or not few is all that counts.
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
 * What the client gave up as refused stays refused. What may have passed, had it been tried longer, counts as refused only
 * when Pendo answered for other visitors meanwhile: otherwise Pendo is down. The network is never a visitor's fault.
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
