import { ConnectorError, SyncEndingError } from '../airbyte/errors.ts';
import { aggregationBody } from '../pendo/aggregation.ts';
import type { PendoClient } from '../pendo/client.ts';

/**
 * Asks for the time again when the first answer says that our clock is far ahead. That answer may have come from a
 * cache, and every stream would then leave out newer data. Caches do not answer a POST. Neither the body nor success
 * matters: an error answer shows the time too.
 */
export async function settleClock(client: PendoClient, signal: AbortSignal): Promise<void> {
  if (!client.isClockFarBehind()) return;
  const body = aggregationBody('time', [{ source: { apps: null } }, { limit: 1 }]);
  try {
    // Only the headers count.
    await client.aggregate(body, { what: "Pendo's time", signal, canBeSkipped: true }, () => Promise.resolve());
  } catch (error) {
    if (!(error instanceof ConnectorError) || error instanceof SyncEndingError || signal.aborted) throw error;
  }
}
