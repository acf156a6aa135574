import { HOUR_MS } from '../sync/lookback.ts';

/** Changes show up in Pendo's answers up to six hours late [V, Estuary]: what is that much older is read again. */
export const UPDATED_OVERLAP_MS = 6 * HOUR_MS;
