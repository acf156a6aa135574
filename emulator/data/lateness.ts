import type { Random } from './prng.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from './time-zone.ts';

/** The data of an hour does not change later than this after the hour began (evidence.md#ten-days). */
export const LATEST_CHANGE_MS = 9 * DAY_MS;

/**
 * How long after it happened an event reaches the API: usually within the hour (evidence.md#visible-within-hours),
 * sometimes 4 to 8 hours late and out of order (evidence.md#late-rows), rarely up to nine days late
 * (evidence.md#ten-days).
 */
export function drawDelay(random: Random): number {
  const kind = random.fraction();
  if (kind < 0.78) return random.between(5 * MINUTE_MS, HOUR_MS);
  if (kind < 0.9) return random.between(HOUR_MS, 8 * HOUR_MS);
  if (kind < 0.95) return random.between(8 * HOUR_MS, 2 * DAY_MS);
  return random.between(2 * DAY_MS, LATEST_CHANGE_MS - 2 * HOUR_MS);
}

/** How long a row keeps growing after it has appeared. */
export function drawGrowth(random: Random): number {
  if (random.chance(0.6)) return 0;
  return random.chance(0.95) ? random.below(8 * HOUR_MS) : random.below(LATEST_CHANGE_MS);
}

const PROCESSING_MS = 15 * MINUTE_MS;

/**
 * The start of the hour up to which Pendo has processed its data: the last hour that was complete 15 minutes ago
 * (evidence.md#visible-within-hours).
 */
export function processedThrough(now: number): number {
  return Math.floor((now - PROCESSING_MS) / HOUR_MS) * HOUR_MS;
}
