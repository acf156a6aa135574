import type { Appended, InboxEvent, InboxStore } from './inbox.ts';

const MAX_REQUESTS = 1000;
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

/**
 * One transaction at a time: what arrives while it is committed goes together into the next one, so a flush of the disk
 * serves all who wait. While a write hangs, new requests are rejected at once instead of piling up.
 */
export function createGroupCommit(write: InboxStore['write'], timeoutMs: number = WRITE_TIMEOUT_MS): GroupCommit {
  let queue: Waiting[] = [];
  let running: Promise<void> | undefined;
  let isStuck = false;

  function start(): void {
    if (running !== undefined || queue.length === 0) return;
    // Not at once: requests that arrive in the same turn of the event loop share the transaction.
    running = new Promise<void>((resolve) => setImmediate(resolve)).then(commitAll).finally(() => {
      running = undefined;
    });
  }

  async function commitAll(): Promise<void> {
    let tell = () => {};
    while (queue.length > 0) {
      const written = commit(takeBatch());
      // Only now, so that the disk is at work while the answers for what it has just kept are written.
      tell();
      tell = await written;
    }
    tell();
  }

  /** Starts to write at once; resolves, never rejects, to a function that tells each request what became of it. */
  async function commit(batch: readonly Waiting[]): Promise<() => void> {
    const timer = setTimeout(() => {
      isStuck = true;
      rejectAll([...batch, ...queue], new Error(`writing takes longer than ${timeoutMs / 1000} s`));
      queue = [];
    }, timeoutMs);
    try {
      const results = await write(batch.map(({ events }) => events));
      return () => resolveAll(batch, results);
    } catch (error) {
      return () => rejectAll(batch, error);
    } finally {
      clearTimeout(timer);
      isStuck = false;
    }
  }

  function takeBatch(): readonly Waiting[] {
    let characters = 0;
    let count = 0;
    for (const { events } of queue) {
      characters += events.reduce((sum, { payload }) => sum + payload.length, 0);
      if (count > 0 && (count >= MAX_REQUESTS || characters > MAX_CHARACTERS)) break;
      count += 1;
    }
    const batch = queue.slice(0, count);
    queue = queue.slice(count);
    return batch;
  }

  return {
    append(events) {
      if (isStuck) return Promise.reject(new Error('an earlier write still hangs'));
      return new Promise((resolve, reject) => {
        queue.push({ events, resolve, reject });
        start();
      });
    },
    async idle() {
      await running;
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
