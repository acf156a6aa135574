import { randomUUID } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import type { Appended, InboxEvent, InboxStats, KeptEvent, PageLimits, Purged } from '../inbox.ts';
import { createKnownIds, hashOf } from './known-ids.ts';
import { SCHEMA, SCHEMA_VERSION, UPGRADE } from './schema.ts';

const BUSY_TIMEOUT_MS = 5000;
/** The log is carried over into the file when it has so many pages (of 4 KiB): a page that changed often is written once. */
const CHECKPOINT_PAGES = 16_000;
/** The pages of the ids are looked into at random; with SQLite's own 2 MB most are read from the file again each time. */
const CACHE_KIB = 32 * 1024;

/** The inbox's operations on one open file, each to its end: they run in a worker, where nobody waits for the disk. */
export interface SqliteStore {
  readonly id: string;
  write(requests: readonly (readonly InboxEvent[])[]): readonly Appended[];
  page(after: number, limits: PageLimits): readonly KeptEvent[];
  markRead(sequence: number): void;
  purge(beforeMs: number, rows: number): Purged;
  stats(): InboxStats;
  close(): void;
}

/** Opens the file, made when it is missing; its folder must be there. Throws for a database of something else. */
export function openSqliteStore(path: string): SqliteStore {
  const db = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    const id = prepareDatabase(db);
    return createStore(db, id);
  } catch (error) {
    db.close();
    throw error;
  }
}

function prepareDatabase(db: DatabaseSync): string {
  // In WAL mode, FULL flushes the log with each commit: what is committed survives a power cut.
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  db.exec(`PRAGMA cache_size = -${CACHE_KIB}`);
  return transaction(db, () => {
    const { user_version: version } = db.prepare('PRAGMA user_version').get() ?? {};
    const tables = db.prepare("SELECT count(*) AS n FROM sqlite_schema WHERE type = 'table'").get()?.n;
    if (version === 0 && tables === 0) {
      db.exec(SCHEMA);
      db.prepare('INSERT INTO inbox (singleton, id) VALUES (1, ?)').run(randomUUID());
    } else if (version === 1) {
      db.exec(UPGRADE);
    } else if (version !== SCHEMA_VERSION) {
      throw new Error('it is a database of something else');
    }
    return String(db.prepare('SELECT id FROM inbox').get()?.id);
  });
}

type Outcome = 'stored' | 'duplicate' | 'conflict';

function createStore(db: DatabaseSync, id: string): SqliteStore {
  const known = createKnownIds(db);
  const insert = db.prepare(
    'INSERT INTO events (id_hash, unique_id, received_at, event, payload) VALUES (?, ?, ?, ?, ?)',
  );
  const count = db.prepare('UPDATE inbox SET kept = kept + ?, writes = writes + 1');
  const newer = db.prepare('SELECT * FROM events WHERE sequence > ? ORDER BY sequence LIMIT ?');
  // Never beyond what there is: a reader may ask for anything.
  const mark = db.prepare(
    'UPDATE inbox SET read_up_to = min(?1, (SELECT coalesce(max(seq), 0) FROM sqlite_sequence)) WHERE read_up_to < ?1',
  );
  const remove = db.prepare(
    'DELETE FROM events WHERE sequence IN (SELECT sequence FROM events WHERE received_at < ? LIMIT ?) RETURNING sequence, id_hash',
  );
  const state = db.prepare('SELECT kept, read_up_to FROM inbox');
  const oldest = db.prepare('SELECT min(received_at) AS at FROM events');

  function append({ uniqueId, receivedAtMs, event, payload }: InboxEvent): Outcome {
    const idHash = hashOf(uniqueId);
    const kept = known.payloadOf(uniqueId, idHash);
    if (kept !== undefined) return kept === payload ? 'duplicate' : 'conflict';
    const { lastInsertRowid } = insert.run(idHash, uniqueId, receivedAtMs, event, payload);
    known.add(idHash, Number(lastInsertRowid));
    return 'stored';
  }

  const writing = <T>(work: () => T): T => {
    try {
      return transaction(db, () => {
        known.catchUp();
        return work();
      });
    } catch (error) {
      known.forget();
      throw error;
    }
  };

  return {
    id,
    write: (requests) =>
      writing(() => {
        const results = requests.map((events) => countOutcomes(events.map(append)));
        count.run(results.reduce((sum, { stored }) => sum + stored, 0));
        known.save();
        return results;
      }),
    page(after, limits) {
      const rows: KeptEvent[] = [];
      let bytes = 0;
      for (const row of newer.iterate(after, limits.rows)) {
        const kept = toKeptEvent(row);
        rows.push(kept);
        bytes += kept.payload.length;
        if (bytes >= limits.bytes) break;
      }
      return rows;
    },
    markRead: (sequence) => void mark.run(sequence),
    purge: (beforeMs, rows) =>
      writing(() => {
        const readUpTo = Number(state.get()?.read_up_to);
        const removed = remove.all(beforeMs, rows).map((row) => {
          known.remove(Number(row.id_hash), Number(row.sequence));
          return Number(row.sequence);
        });
        if (removed.length > 0) count.run(-removed.length);
        known.save();
        return { removed: removed.length, unread: removed.filter((sequence) => sequence > readUpTo).length };
      }),
    stats() {
      const at = oldest.get()?.at;
      return { events: Number(state.get()?.kept), oldestMs: at == null ? undefined : Number(at) };
    },
    close: () => db.close(),
  };
}

function countOutcomes(outcomes: readonly Outcome[]): Appended {
  const stored = outcomes.filter((outcome) => outcome === 'stored').length;
  const conflicts = outcomes.filter((outcome) => outcome === 'conflict').length;
  return { stored, duplicates: outcomes.length - stored, conflicts };
}

function toKeptEvent(row: Record<string, unknown>): KeptEvent {
  return {
    sequence: Number(row.sequence),
    uniqueId: String(row.unique_id),
    receivedAtMs: Number(row.received_at),
    event: row.event === null ? null : String(row.event),
    payload: String(row.payload),
  };
}

/** IMMEDIATE: two receivers on one file wait for each other here, and never fail half-way. */
function transaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}
