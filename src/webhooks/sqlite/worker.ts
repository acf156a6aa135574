import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { InboxEvent } from '../inbox.ts';
import { fromColumns, type ResultMessage, type Task, type TaskMessage } from './messages.ts';
import { openSqliteStore, type SqliteStore } from './store.ts';

/** SQLITE_BUSY and SQLITE_FULL: the connection stays usable after these (https://sqlite.org/rescode.html). */
const HARMLESS_CODES: ReadonlySet<unknown> = new Set([5, 13]);
/** Whoever removed the file may be about to restore another one, which must not collide with a new file of ours. */
const WAIT_FOR_OTHER_FILE_MS = 1000;
const FILE_REMOVED = 'its file was removed; it will be opened again in a moment';

if (parentPort !== null) serveTasks(parentPort, String(workerData));

type WriteTask = Extract<Task, { readonly name: 'write' }>;

interface Write {
  readonly number: number;
  readonly requests: readonly (readonly InboxEvent[])[];
}

/** Runs the tasks from the port on the SQLite file at `path`. Queued writes run first, in one transaction. */
function serveTasks(port: MessagePort, path: string): void {
  let store: SqliteStore | undefined;
  let notBefore = 0;

  /** Checks again after the work that the file is in place: SQLite keeps writing to a file that was unlinked. */
  function tryTask<T>(work: (store: SqliteStore) => T): T {
    if (performance.now() < notBefore) throw new Error(FILE_REMOVED);
    store ??= openSqliteStore(path);
    if (store.isInPlace()) {
      const result = work(store);
      if (store.isInPlace()) return result;
    }
    store.giveUp();
    notBefore = performance.now() + WAIT_FOR_OTHER_FILE_MS;
    throw new Error(FILE_REMOVED);
  }

  /** Returns the result of `work`, or the end of a sentence that says why it failed. */
  function attempt<T>(work: (store: SqliteStore) => T): { readonly result: T } | { readonly failure: string } {
    try {
      return { result: tryTask(work) };
    } catch (error) {
      // After a disk fault a new connection is safer than the old one.
      if (!HARMLESS_CODES.has(codeOf(error))) {
        closeQuietly(store);
        store = undefined;
      }
      return { failure: error instanceof Error ? error.message : String(error) };
    }
  }

  /** Runs all writes in one transaction. */
  function answerWrites(writes: readonly Write[]): void {
    const outcome = attempt((inbox) => inbox.write(writes.flatMap(({ requests }) => requests)));
    let from = 0;
    for (const { number, requests } of writes) {
      const to = from + requests.length;
      reply('result' in outcome ? { number, result: outcome.result.slice(from, to) } : { number, ...outcome });
      from = to;
    }
  }

  function close(number: number): void {
    closeQuietly(store);
    reply({ number });
    port.close();
  }

  const reply = (message: ResultMessage) => port.postMessage(message);

  port.on('message', (first: TaskMessage) => {
    const messages = [first, ...waiting(port)];
    const writes = messages.flatMap(({ number, task }) =>
      task.name === 'write' ? [{ number, requests: fromColumns(task.events) }] : [],
    );
    if (writes.length > 0) answerWrites(writes);
    for (const { number, task } of messages) {
      if (task.name === 'close') return close(number);
      if (task.name !== 'write') reply({ number, ...attempt((inbox) => run(inbox, task)) });
    }
  });
}

/** Takes the messages that are queued behind the current one. */
function waiting(port: MessagePort): TaskMessage[] {
  const messages: TaskMessage[] = [];
  for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) {
    messages.push(next.message as TaskMessage);
  }
  return messages;
}

function run(store: SqliteStore, task: Exclude<Task, WriteTask>): unknown {
  switch (task.name) {
    case 'open':
      return 'open';
    case 'page':
      return store.page(task.after, task.limits);
    case 'markRead':
      return store.markRead(task.sequence);
    case 'purge':
      return store.purge(task.limits);
    case 'tidy':
      return store.tidy();
    case 'stats':
      return store.stats();
  }
}

function closeQuietly(store: SqliteStore | undefined): void {
  try {
    store?.close();
  } catch {
    // It was broken already. Committed data is safe in the write-ahead log.
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'errcode' in error ? error.errcode : undefined;
}
