import type { Emulator } from '../emulator/index.ts';

/** What a real Pendo does now and then. Each happens once; the connector asks again, and no row is lost. */
const TROUBLE = [
  { match: { body: /"source-pendo page_events"/, nth: 1 }, status: 503, body: 'Service Unavailable' },
  { match: { path: /\/feature$/, nth: 1 }, reset: true },
  { match: { path: /\/visitor\/[^/]+\/history$/, nth: 300 }, status: 429, retryAfter: { seconds: 1 } },
] as const;

export const TROUBLE_IN_WORDS = 'Pendo fails once, breaks a connection, and asks to slow down';

export function makeTrouble({ faults }: Emulator): void {
  for (const fault of TROUBLE) faults.add(fault);
}
