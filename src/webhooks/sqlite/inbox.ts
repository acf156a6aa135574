import { Worker } from 'node:worker_threads';
import type { Appended, FeedPart, InboxStats, InboxStore, Purged } from '../inbox.ts';
import { type LastTask, type ResultMessage, type Task, toColumns } from './messages.ts';

const WORKER_URL = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.cjs', import.meta.url);

/** The worker joins queued writes into one transaction, so it need not wait for this thread between two writes. */
const WRITES_AT_ONCE = 4;

/**
 * Opens the inbox in one SQLite file. Rejects when the file cannot be opened. The database runs in a worker thread,
 * because node:sqlite blocks on the disk: requests are still answered when the disk is slow.
 */
export async function openSqliteInbox(path: string): Promise<InboxStore> {
  const worker = new Worker(WORKER_URL, { workerData: path });
  const ask = asker(worker);
  try {
    await ask({ name: 'open' });
    return toInbox(ask);
  } catch (error) {
    await worker.terminate();
    throw error;
  }
}

type Ask = (task: Task | LastTask) => Promise<unknown>;

function toInbox(ask: Ask): InboxStore {
  return {
    writesAtOnce: WRITES_AT_ONCE,
    write: async (requests) => (await ask({ name: 'write', events: toColumns(requests) })) as readonly Appended[],
    page: (after, limits) => ask({ name: 'page', after, limits }) as Promise<FeedPart>,
    markRead: (sequence) => ask({ name: 'markRead', sequence }) as Promise<void>,
    purge: (limits) => ask({ name: 'purge', limits }) as Promise<Purged>,
    tidy: () => ask({ name: 'tidy' }) as Promise<void>,
    stats: () => ask({ name: 'stats' }) as Promise<InboxStats>,
    close: () => ask({ name: 'close' }) as Promise<void>,
  };
}

/** Returns a function that sends a task to the worker and resolves with its result. */
function asker(worker: Worker): Ask {
  const asked = new Map<number, PromiseWithResolvers<unknown>>();
  let last = 0;
  let ended: Error | undefined;
  worker.on('message', ({ number, result, failure }: ResultMessage) => {
    const waiting = asked.get(number);
    asked.delete(number);
    if (failure === undefined) waiting?.resolve(result);
    else waiting?.reject(new Error(failure));
  });
  worker.on('error', (error) => {
    ended = error;
  });
  worker.on('exit', () => {
    ended ??= new Error('the inbox is closed');
    for (const { reject } of asked.values()) reject(ended);
    asked.clear();
  });
  return (task) => {
    if (ended !== undefined) return Promise.reject(ended);
    const waiting = Promise.withResolvers<unknown>();
    last += 1;
    asked.set(last, waiting);
    worker.postMessage({ number: last, task });
    return waiting.promise;
  };
}
