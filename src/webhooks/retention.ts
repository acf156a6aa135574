import { setTimeout as sleep } from 'node:timers/promises';
import type { InboxStore } from './inbox.ts';
import type { ReceiverParts } from './receiver.ts';

const DAY_MS = 86_400_000;
const STEP_ROWS = 500;
/** Between two steps webhooks are kept. */
const STEP_PAUSE_MS = 20;
const LONGEST_INTERVAL_MS = 600_000;
const SHORTEST_INTERVAL_MS = 1000;
/** So often an event is looked at before it is due. */
const LOOKS_IN_A_LIFE = 20;

/** Removes events that are older than `retentionDays`, at once and then regularly, until the signal aborts. */
export async function keepRetention(
  parts: Pick<ReceiverParts, 'inbox' | 'metrics' | 'log' | 'warnings' | 'now'>,
  retentionDays: number,
  signal: AbortSignal,
): Promise<void> {
  const retentionMs = retentionDays * DAY_MS;
  const interval = Math.max(SHORTEST_INTERVAL_MS, Math.min(LONGEST_INTERVAL_MS, retentionMs / LOOKS_IN_A_LIFE));
  try {
    for (;;) {
      await purgeAll(parts, retentionMs, signal);
      await sleep(interval, undefined, { signal });
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

async function purgeAll(
  { inbox, metrics, log, warnings, now }: Parameters<typeof keepRetention>[0],
  retentionMs: number,
  signal: AbortSignal,
): Promise<void> {
  let removed = 0;
  let unread = 0;
  try {
    for await (const step of steps(inbox, now() - retentionMs, signal)) {
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

async function* steps(inbox: InboxStore, beforeMs: number, signal: AbortSignal) {
  for (;;) {
    const step = await inbox.purge(beforeMs, STEP_ROWS);
    yield step;
    if (step.removed < STEP_ROWS) return;
    await sleep(STEP_PAUSE_MS, undefined, { signal });
  }
}
