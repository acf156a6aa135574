export const ANONYMOUS_PREFIX = '_PENDO_T_';

/** Pendo's own mark of a visitor that nobody has identified (evidence.md#anonymous-ids). */
export function isAnonymous(visitorId: string): boolean {
  return visitorId.startsWith(ANONYMOUS_PREFIX);
}
