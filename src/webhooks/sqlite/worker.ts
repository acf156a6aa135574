import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { fromColumns, type ResultMessage, type Task, type TaskMessage } from './messages.ts';
import { openSqliteStore, type SqliteStore } from './store.ts';

/** The connection is sound after these: SQLITE_BUSY and SQLITE_FULL of https://sqlite.org/rescode.html. */
const HARMLESS_CODES: ReadonlySet<unknown> = new Set([5, 13]);

if (parentPort !== null) serveTasks(parentPort, String(workerData));

/** Does the tasks that come through the port, one after the other, on the SQLite file at `path`. */
function serveTasks(port: MessagePort, path: string): void {
  let store: SqliteStore | undefined;

  function answer(number: number, task: Task): ResultMessage {
    try {
      store ??= openSqliteStore(path);
      return { number, result: run(store, task) };
    } catch (error) {
      // After a fault of the disk a new connection is surer than the old one.
      if (!HARMLESS_CODES.has(codeOf(error))) {
        closeQuietly(store);
        store = undefined;
      }
      return { number, failure: error instanceof Error ? error.message : String(error) };
    }
  }

  port.on('message', ({ number, task }: TaskMessage) => {
    if (task.name !== 'close') return port.postMessage(answer(number, task));
    closeQuietly(store);
    port.postMessage({ number });
    port.close();
  });
}

function run(store: SqliteStore, task: Task): unknown {
  switch (task.name) {
    case 'open':
      return store.id;
    case 'write':
      return store.write(fromColumns(task.events));
    case 'page':
      return store.page(task.after, task.limits);
    case 'markRead':
      return store.markRead(task.sequence);
    case 'purge':
      return store.purge(task.beforeMs, task.rows);
    case 'stats':
      return store.stats();
  }
}

function closeQuietly(store: SqliteStore | undefined): void {
  try {
    store?.close();
  } catch {
    // It was broken already; what was committed lies in the log beside the file.
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'errcode' in error ? error.errcode : undefined;
}
