import type { IncomingHttpHeaders } from 'node:http';

/** A server may name any date in Retry-After; longer than this nobody waits for one request. */
export const LONGEST_RETRY_AFTER_MS = 600_000;

/**
 * The milliseconds that the header Retry-After asks for, in seconds or as a date; undefined for what is neither.
 */
export function retryAfterMs(headers: IncomingHttpHeaders): number | undefined {
  const value = headers['retry-after'];
  if (value === undefined) return undefined;
  const ms = /^\s*\d+(?:\.\d+)?\s*$/.test(value) ? Number(value) * 1000 : untilDate(value, headers.date);
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

/**
 * The shorter of the ways from the answer's own `Date`, and from our clock, to the time that it names: either clock may be
 * wrong. Only what names a month counts: `Date.parse` takes "-5" for a year.
 */
function untilDate(value: string, date: string | undefined): number {
  if (!/[a-z]{3}/i.test(value)) return Number.NaN;
  const time = Date.parse(value);
  const byOurs = time - Date.now();
  const byTheirs = time - Date.parse(date ?? '');
  return Math.abs(byTheirs) < Math.abs(byOurs) ? byTheirs : byOurs;
}
