import type { IncomingHttpHeaders } from 'node:http';

/** A server may name any date in Retry-After; after this long it is asked again all the same. */
const LONGEST_RETRY_AFTER_MS = 600_000;

/**
 * The milliseconds that the header Retry-After asks for, in seconds or as a date; undefined for what is neither. A date is
 * compared with the answer's own `Date`, since our clock may be wrong.
 */
export function retryAfterMs(headers: IncomingHttpHeaders): number | undefined {
  const value = headers['retry-after'];
  if (value === undefined) return undefined;
  const ms = /^\s*\d+(?:\.\d+)?\s*$/.test(value) ? Number(value) * 1000 : untilDate(value, headers.date);
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(0, ms), LONGEST_RETRY_AFTER_MS);
}

/** Only what names a month counts: `Date.parse` takes "-5" for a year. */
function untilDate(value: string, date: string | undefined): number {
  if (!/[a-z]{3}/i.test(value)) return Number.NaN;
  const theirNow = Date.parse(date ?? '');
  return Date.parse(value) - (Number.isNaN(theirNow) ? Date.now() : theirNow);
}
