export const ANONYMOUS_PREFIX = '_PENDO_T_';

/** By the prefix that Pendo gives to the ids of visitors that nobody has identified (evidence.md#anonymous-ids). */
export function isAnonymous(visitorId: string): boolean {
  return visitorId.startsWith(ANONYMOUS_PREFIX);
}
