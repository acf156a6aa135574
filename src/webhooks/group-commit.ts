import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Appended, InboxEvent, InboxStore } from './inbox.ts';

const MAX_REQUESTS = 1000;
/** With this many requests queued, start another write at once. Smaller batches are cheaper joined to the next one. */
const WORTH_A_WRITE = 64;
const MAX_CHARACTERS = 8 * 1024 * 1024;
/** After this time Pendo has to be answered: the disk or the database counts as unavailable. */
const WRITE_TIMEOUT_MS = 8000;

/** Writes the events of many requests to the inbox in few transactions. */
export interface GroupCommit {
  /**
   * Resolves when the events would survive a power cut; rejects when that is not certain. Without events it only tests
   * whether the inbox can be written.
   */
  append(events: readonly InboxEvent[]): Promise<Appended>;
  /** Resolves when no write is pending or running. */
  idle(): Promise<void>;
}

interface Waiting {
  readonly events: readonly InboxEvent[];
  readonly resolve: (appended: Appended) => void;
  readonly reject: (error: unknown) => void;
}

export interface GroupCommitOptions {
  /** How many writes may run at once when many requests wait. Defaults to one. */
  readonly atOnce?: number;
  readonly timeoutMs?: number;
}

/**
 * Requests that arrive during a write share the next one, so that one disk flush serves all of them. While a write
 * hangs, new requests are rejected at once instead of piling up.
 */
export function createGroupCommit(
  write: InboxStore['write'],
  { atOnce = 1, timeoutMs = WRITE_TIMEOUT_MS }: GroupCommitOptions = {},
): GroupCommit {
  let queue: Waiting[] = [];
  let turn: Promise<void> | undefined;
  const underWay = new Set<Promise<void>>();
  let hanging = 0;

  /** Waits for the next turn of the event loop, so that requests of this turn share the transaction. */
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

  /** Writes a batch. Never rejects: it settles each request of the batch and then resolves. */
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
    // Start the next write first, so that the disk works while we answer the requests of this one.
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
