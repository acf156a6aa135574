import { ConnectorError, PassingError, RefusedError, TooMuchError } from '../../airbyte/errors.ts';
import type { Log } from '../../airbyte/log.ts';

/** Most of a sync's requests that may be skipped. A visitor that Pendo does not know any more was deleted: that is no fault. */
const MOST_UNKNOWN = 1 / 2;
const MOST_REFUSED = 1 / 10;
const UNKNOWN_STATUSES: ReadonlySet<number> = new Set([404, 410]);

/** Fewer visitors than this never fail a sync, as long as Pendo answers for others. */
const FEW_VISITORS = 10;
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
  /** Throws when too many were skipped for what is read to be called complete. */
  judge(): void;
  /** One line in the log for all of them. */
  report(log: Log): void;
}

export function createSkips(stream: string): Skips {
  let answers = 0;
  const skipped = { unknown: 0, refused: 0 };
  const visitors = { unknown: new Set<string | number>(), refused: new Set<string | number>() };
  const reasons = new Map<string, number>();
  let last: ConnectorError | undefined;

  function isTooMany(kind: 'unknown' | 'refused', most: number): boolean {
    const requests = answers + skipped.unknown + skipped.refused;
    return visitors[kind].size > FEW_VISITORS && skipped[kind] > requests * most;
  }

  function tooMany(): ConnectorError {
    const count = skipped.unknown + skipped.refused;
    return new ConnectorError({
      failureType: 'system_error',
      message: `${stream}: Pendo refused ${count} of ${answers + count} requests for one visitor's day each (${said(reasons)}), too many to be left out; sync again, and find out what refuses them. The last one: ${last?.message ?? ''}`,
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
      const kind = error instanceof RefusedError && UNKNOWN_STATUSES.has(error.status) ? 'unknown' : 'refused';
      skipped[kind] += 1;
      // More need not be remembered: few or not few is all that counts.
      if (visitors[kind].size <= FEW_VISITORS) visitors[kind].add(visitorId);
      const reason = reasonOf(error);
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
      last = error;
      if (answers === 0 && skipped.unknown + skipped.refused >= REQUESTS_IN_VAIN) throw tooMany();
    },
    judge() {
      const inVain = answers === 0 && visitors.unknown.size + visitors.refused.size >= VISITORS_IN_VAIN;
      if (inVain || isTooMany('unknown', MOST_UNKNOWN) || isTooMany('refused', MOST_REFUSED)) throw tooMany();
    },
    report(log) {
      const count = skipped.unknown + skipped.refused;
      if (count === 0) return;
      log.warn(
        `${stream}: skipped ${count} of ${answers + count} pairs of a visitor and a day, because Pendo gives no history for them (${said(reasons)}).`,
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
