import { drawDelay, drawGrowth, LATEST_CHANGE_MS } from '../lateness.ts';
import type { Random } from '../prng.ts';
import { HOUR_MS } from '../time-zone.ts';

/** The part of a row within one UTC hour: when its events happened, when Pendo shows them, and how many they become. */
export interface HourShare {
  readonly hour: number;
  readonly first: number;
  readonly last: number;
  /** From this time on Pendo shows the row. */
  readonly arrival: number;
  /** From this time on the row no longer changes. */
  readonly settled: number;
  readonly events: number;
  readonly minutes: number;
}

/** The numbers of a row that grow. Its other fields do not change. */
export interface Measures {
  readonly numEvents: number;
  readonly numMinutes: number;
  readonly firstTime: number;
  readonly lastTime: number;
}

/** The share does not arrive before `notBefore`, for rows that an edit adds to the past. */
export function drawHourShare(random: Random, hour: number, notBefore: number): HourShare {
  const first = hour + random.below(HOUR_MS - 1);
  const last = random.between(first, hour + HOUR_MS - 1);
  const arrival = Math.max(first + drawDelay(random), notBefore);
  const settled = Math.max(arrival, hour + HOUR_MS) + drawGrowth(random);
  const events = random.chance(0.4) ? 1 : random.between(2, 40);
  return {
    hour,
    first,
    last,
    arrival,
    settled: Math.max(arrival, Math.min(settled, hour + LATEST_CHANGE_MS)),
    events,
    // There may be more minutes than events (evidence.md#minutes-exceed-events).
    minutes: random.between(1, Math.min(events, 30) + 2),
  };
}

/** The sum of the shares that have arrived, so hours add up to their day. Undefined if none has arrived. */
export function measure(shares: readonly HourShare[], now: number): Measures | undefined {
  let numEvents = 0;
  let numMinutes = 0;
  let firstTime = Number.POSITIVE_INFINITY;
  let lastTime = 0;
  for (const share of shares) {
    if (share.arrival > now) continue;
    const progress = progressOf(share, now);
    numEvents += grown(share.events, progress);
    numMinutes += grown(share.minutes, progress);
    firstTime = Math.min(firstTime, share.first);
    lastTime = Math.max(lastTime, share.first + Math.floor((share.last - share.first) * progress));
  }
  return numEvents === 0 ? undefined : { numEvents, numMinutes, firstTime, lastTime };
}

/** How many of the share's events Pendo shows at `now`. */
export function arrivedEvents(share: HourShare, now: number): number {
  return share.arrival > now ? 0 : grown(share.events, progressOf(share, now));
}

function progressOf({ arrival, settled }: HourShare, now: number): number {
  return now >= settled ? 1 : (now - arrival) / (settled - arrival);
}

function grown(final: number, progress: number): number {
  return 1 + Math.floor((final - 1) * progress);
}
