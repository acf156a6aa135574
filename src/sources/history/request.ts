import type { PendoRequest } from '../../pendo/request-context.ts';

/** Path segments that a URL removes instead of sending them. */
const SWALLOWED: ReadonlySet<string> = new Set(['.', '..']);

/**
 * The request for one visitor's 24 hours from `startMs`. The id is one segment whatever it holds: percent-encoded, or
 * in Pendo's base64 form (evidence.md#base64-ids) where a URL could not carry it.
 */
export function historyRequest(visitorId: string, startMs: number): PendoRequest {
  const query = { starttime: String(startMs) };
  if (SWALLOWED.has(visitorId) || !visitorId.isWellFormed()) {
    const encoded = `b64_${Buffer.from(visitorId, 'utf8').toString('base64url')}`;
    return {
      path: `visitor/${encoded}/history`,
      query,
      headers: { 'x-pendo-base64-encoded-params': 'true' },
    };
  }
  return { path: `visitor/${encodeURIComponent(visitorId)}/history`, query };
}
