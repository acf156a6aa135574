import type { IncomingHttpHeaders } from 'node:http';

/** The longest wait for one request: a server may name any date in Retry-After. */
export const LONGEST_RETRY_AFTER_MS = 600_000;

/** Returns the wait of the header Retry-After in milliseconds; undefined when it is neither seconds nor a date. */
export function retryAfterMs(headers: IncomingHttpHeaders): number | undefined {
  const value = headers['retry-after'];
  if (value === undefined) return undefined;
  const ms = /^\s*\d+(?:\.\d+)?\s*$/.test(value) ? Number(value) * 1000 : untilDate(value, headers.date);
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

/**
 * Returns the milliseconds until the date, counted from the answer's `Date` or from our clock, whichever is closer:
 * either clock may be wrong. Requires a month's name, because `Date.parse` reads "-5" as a year.
 */
function untilDate(value: string, date: string | undefined): number {
  if (!/[a-z]{3}/i.test(value)) return Number.NaN;
  const time = Date.parse(value);
  const byOurs = time - Date.now();
  const byTheirs = time - Date.parse(date ?? '');
  return Math.abs(byTheirs) < Math.abs(byOurs) ? byTheirs : byOurs;
}
