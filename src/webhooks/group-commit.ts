import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Appended, InboxEvent, InboxStore } from './inbox.ts';

const MAX_REQUESTS = 1000;
/** So many wait neither for the end of the turn nor for the write that is under way; fewer are cheaper with those that follow. */
const WORTH_A_WRITE = 64;
const MAX_CHARACTERS = 8 * 1024 * 1024;
/** A disk or a database that takes longer is gone, as far as Pendo is concerned. */
const WRITE_TIMEOUT_MS = 8000;

/** Hands the events of many requests to the inbox in few transactions. */
export interface GroupCommit {
  /** Resolves when the events survive a power cut; rejects when that cannot be said. No events: only tries to write. */
  append(events: readonly InboxEvent[]): Promise<Appended>;
  /** Resolves when nothing is on its way to the inbox any more. */
  idle(): Promise<void>;
}

interface Waiting {
  readonly events: readonly InboxEvent[];
  readonly resolve: (appended: Appended) => void;
  readonly reject: (error: unknown) => void;
}

export interface GroupCommitOptions {
  /** How many writes may be under way when many wait; absent: one. */
  readonly atOnce?: number;
  readonly timeoutMs?: number;
}

/**
 * What arrives while the inbox writes goes together into the next write, so a flush of the disk serves all who wait. While a write hangs, new requests are rejected at once instead of piling up.
 */
export function createGroupCommit(
  write: InboxStore['write'],
  { atOnce = 1, timeoutMs = WRITE_TIMEOUT_MS }: GroupCommitOptions = {},
): GroupCommit {
  let queue: Waiting[] = [];
  let turn: Promise<void> | undefined;
  const underWay = new Set<Promise<void>>();
  let hanging = 0;

  /** Not at once: requests that arrive in the same turn of the event loop share the transaction. */
  function start(): void {
    turn ??= nextTurn().then(() => {
      turn = undefined;
      begin();
    });
  }

  function begin(): void {
    while (queue.length > 0 && mayBegin()) {
      const written: Promise<void> = commit(takeBatch(), () => underWay.delete(written));
      underWay.add(written);
    }
  }

  function mayBegin(): boolean {
    return underWay.size === 0 || (queue.length >= WORTH_A_WRITE && underWay.size < atOnce);
  }

  /** Writes at once; resolves, never rejects, when each request was told what became of it. */
  async function commit(batch: readonly Waiting[], ended: () => void): Promise<void> {
    let hangs = false;
    const timer = setTimeout(() => {
      hangs = true;
      hanging += 1;
      rejectAll([...batch, ...queue], new Error(`writing takes longer than ${timeoutMs / 1000} s`));
      queue = [];
    }, timeoutMs);
    const tell = await write(batch.map(({ events }) => events)).then(
      (results) => () => resolveAll(batch, results),
      (error: unknown) => () => rejectAll(batch, error),
    );
    clearTimeout(timer);
    if (hangs) hanging -= 1;
    ended();
    // First, so that the disk is at work while the answers for what it has just kept are written.
    begin();
    tell();
  }

  function takeBatch(): readonly Waiting[] {
    let characters = 0;
    let count = 0;
    for (const { events } of queue) {
      for (const { payload } of events) characters += payload.length;
      if (count > 0 && (count >= MAX_REQUESTS || characters > MAX_CHARACTERS)) break;
      count += 1;
    }
    const batch = queue.slice(0, count);
    queue = queue.slice(count);
    return batch;
  }

  return {
    append(events) {
      if (hanging > 0) return Promise.reject(new Error('an earlier write still hangs'));
      return new Promise((resolve, reject) => {
        queue.push({ events, resolve, reject });
        if (queue.length >= WORTH_A_WRITE) begin();
        else start();
      });
    },
    async idle() {
      while (turn !== undefined || underWay.size > 0) await Promise.all([turn, ...underWay]);
    },
  };
}

function resolveAll(batch: readonly Waiting[], results: readonly Appended[]): void {
  for (const [index, { resolve, reject }] of batch.entries()) {
    const result = results[index];
    if (result === undefined) reject(new Error('the inbox did not say what became of the events'));
    else resolve(result);
  }
}

function rejectAll(batch: readonly Waiting[], error: unknown): void {
  for (const { reject } of batch) reject(error);
}
