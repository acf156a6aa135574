import { setTimeout as sleep } from 'node:timers/promises';
import { type Clock, createClockWatch } from './clock-watch.ts';
import type { PurgeLimits } from './inbox.ts';
import type { ReceiverParts } from './receiver-parts.ts';

export type { Clock } from './clock-watch.ts';

const DAY_MS = 86_400_000;
const STEP_ROWS = 500;
/** Gives incoming webhooks time to be stored between two steps. */
const STEP_PAUSE_MS = 20;
const LONGEST_LOOK_MS = 10_000;
const SHORTEST_LOOK_MS = 1000;
const LONGEST_INTERVAL_MS = 600_000;
/** The purge runs at least this many times per retention period, so events outlive it by a twentieth at most. */
const LOOKS_IN_A_LIFE = 20;
/** Unread events are kept for twice the retention, so that a failing or paused sync can still fetch them. */
const UNREAD_LIVES = 2;
/** Before this software existed. A clock that shows an earlier time is wrong, and so is any time that it wrote. */
const EARLIEST_MS = Date.UTC(2026, 0, 1);

export interface Housekeeping extends Pick<ReceiverParts, 'inbox' | 'metrics' | 'log' | 'warnings'> {
  readonly clock: Clock;
  readonly retentionDays: number;
  /** Waits, and rejects when the signal aborts; a real wait when absent. */
  readonly pause?: (ms: number, signal: AbortSignal) => Promise<unknown>;
}

const sleepFor = (ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal });

/**
 * Tidies the inbox every few seconds, and purges old events while the clock can be trusted, until the signal aborts.
 */
export async function keepHouse(parts: Housekeeping, signal: AbortSignal): Promise<void> {
  const { clock, inbox, warnings, pause = sleepFor } = parts;
  const retentionMs = parts.retentionDays * DAY_MS;
  const intervalMs = Math.min(LONGEST_INTERVAL_MS, retentionMs / LOOKS_IN_A_LIFE);
  const lookMs = Math.max(SHORTEST_LOOK_MS, Math.min(LONGEST_LOOK_MS, intervalMs));
  const watch = createClockWatch(clock);
  let purgedAtMs = Number.NEGATIVE_INFINITY;
  try {
    for (;;) {
      await inbox.tidy().catch(() => {});
      const nowMs = watch.trustedNow();
      if (nowMs !== undefined && nowMs < EARLIEST_MS) {
        warnings.warn('clock', `The clock of this machine is wrong: nothing is removed from the inbox. Set it right.`);
      } else if (nowMs !== undefined && clock.monotonic() - purgedAtMs >= intervalMs) {
        purgedAtMs = clock.monotonic();
        await purgeAll(parts, purgeLimits(nowMs, retentionMs), signal);
      }
      await pause(lookMs, signal);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

function purgeLimits(nowMs: number, retentionMs: number): PurgeLimits {
  return {
    readBeforeMs: nowMs - retentionMs,
    unreadBeforeMs: nowMs - UNREAD_LIVES * retentionMs,
    sinceMs: EARLIEST_MS,
    rows: STEP_ROWS,
  };
}

async function purgeAll(parts: Housekeeping, limits: PurgeLimits, signal: AbortSignal): Promise<void> {
  const { metrics, log, warnings } = parts;
  let removed = 0;
  let unread = 0;
  try {
    for await (const step of steps(parts, limits, signal)) {
      removed += step.removed;
      unread += step.unread;
      metrics.purged(step.removed, step.unread);
    }
  } catch (error) {
    if (signal.aborted) throw error;
    warnings.warn('retention', `Old events could not be removed: ${error instanceof Error ? error.message : ''}.`);
  }
  if (removed === 0) return;
  log.info(`Removed ${removed} events older than the retention; ${unread} of them were never read.`);
}

async function* steps({ inbox, pause = sleepFor }: Housekeeping, limits: PurgeLimits, signal: AbortSignal) {
  for (;;) {
    const step = await inbox.purge(limits);
    yield step;
    if (step.removed === 0) return;
    await pause(STEP_PAUSE_MS, signal);
  }
}
