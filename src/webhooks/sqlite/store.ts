import type { DatabaseSync } from 'node:sqlite';
import type {
  Appended,
  FeedPart,
  InboxEvent,
  InboxStats,
  KeptEvent,
  PageLimits,
  Purged,
  PurgeLimits,
} from '../inbox.ts';
import { type InboxFiles, watchFiles } from './files.ts';
import { createKnownIds, hashOf, type KnownIds } from './known-ids.ts';
import { createLogKeeper } from './log-keeper.ts';
import { openDatabase, transaction } from './open-database.ts';

/** Room for an event beside its payload. */
const ROW_BYTES = 1024;

/** The inbox's operations on one open file. They are synchronous: they run in a worker, where they block nobody. */
export interface SqliteStore {
  /** Whether the file on disk is still the one that was opened. */
  isInPlace(): boolean;
  /** Call before `close` when `isInPlace` returns false. */
  giveUp(): void;
  write(requests: readonly (readonly InboxEvent[])[]): readonly Appended[];
  page(after: number, limits: PageLimits): FeedPart;
  markRead(sequence: number): void;
  purge(limits: PurgeLimits): Purged;
  tidy(): void;
  stats(): InboxStats;
  close(): void;
}

/** Opens the file and creates it if needed; its folder must exist. Throws when it is another program's database. */
export function openSqliteStore(path: string): SqliteStore {
  const db = openDatabase(path);
  try {
    return createStore(db, watchFiles(path));
  } catch (error) {
    db.close();
    throw error;
  }
}

type Outcome = 'stored' | 'duplicate' | 'conflict';

function createStore(db: DatabaseSync, files: InboxFiles): SqliteStore {
  const known = createKnownIds(db);
  const insert = db.prepare(
    'INSERT INTO events (id_hash, unique_id, received_at, event, payload) VALUES (?, ?, ?, ?, ?)',
  );
  const count = db.prepare('UPDATE inbox SET kept = kept + ?, writes = writes + 1');
  const place = db.prepare('SELECT id, (SELECT coalesce(max(seq), 0) FROM sqlite_sequence) AS last FROM inbox');
  const newer = db.prepare('SELECT * FROM events WHERE sequence > ? ORDER BY sequence LIMIT ?');
  const mark = db.prepare(
    'UPDATE inbox SET read_up_to = ?1 WHERE read_up_to < ?1 AND ?1 <= (SELECT coalesce(max(seq), 0) FROM sqlite_sequence)',
  );
  const state = db.prepare('SELECT kept FROM inbox');
  const oldest = db.prepare('SELECT min(received_at) AS at FROM events');
  const log = createLogKeeper(db, files);
  const purge = createPurge(db, known);

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
    isInPlace: files.areInPlace,
    giveUp: files.setAsideEmptied,
    write(requests) {
      log.makeRoom(bytesOf(requests));
      return writing(() => {
        const results = requests.map((events) => countOutcomes(events.map(append)));
        const { changes } = count.run(results.reduce((sum, { stored }) => sum + stored, 0));
        if (changes === 0) throw new Error('its tables were emptied');
        known.save();
        return results;
      });
    },
    page(after, limits) {
      // Read the last sequence before the events: the page may then hold later ones, but misses none up to it.
      const { id, last } = place.get() ?? {};
      if (id === undefined) throw new Error('its tables were emptied');
      const events: KeptEvent[] = [];
      let bytes = 0;
      for (const row of newer.iterate(after, limits.rows)) {
        const kept = toKeptEvent(row);
        events.push(kept);
        bytes += kept.payload.length;
        if (bytes >= limits.bytes) break;
      }
      return { inboxId: String(id), lastSequence: Math.max(Number(last), events.at(-1)?.sequence ?? 0), events };
    },
    markRead: (sequence) => void mark.run(sequence),
    purge: (limits) => log.withLittleRoom(limits.rows, (rows) => writing(() => purge({ ...limits, rows }))),
    tidy: log.tidy,
    stats() {
      const at = oldest.get()?.at;
      return { events: Number(state.get()?.kept), oldestMs: at == null ? undefined : Number(at) };
    },
    close: () => db.close(),
  };
}

/** The returned function must be called inside a transaction. */
function createPurge(db: DatabaseSync, known: KnownIds): (limits: PurgeLimits) => Purged {
  const state = db.prepare('SELECT read_up_to FROM inbox');
  const count = db.prepare('UPDATE inbox SET kept = kept - ?');
  const remove = db.prepare(
    `DELETE FROM events WHERE sequence IN (
       SELECT sequence FROM events WHERE received_at >= :since AND received_at < :readBefore
         AND (received_at < :unreadBefore OR sequence <= :readUpTo) LIMIT :rows
     ) RETURNING sequence, id_hash`,
  );
  return ({ sinceMs, readBeforeMs, unreadBeforeMs, rows }) => {
    const readUpTo = Number(state.get()?.read_up_to ?? 0);
    const limits = { since: sinceMs, readBefore: readBeforeMs, unreadBefore: unreadBeforeMs, readUpTo, rows };
    const removed = remove.all(limits).map((row) => {
      known.remove(Number(row.id_hash), Number(row.sequence));
      return Number(row.sequence);
    });
    if (removed.length > 0) count.run(removed.length);
    known.save();
    return { removed: removed.length, unread: removed.filter((sequence) => sequence > readUpTo).length };
  };
}

function bytesOf(requests: readonly (readonly InboxEvent[])[]): number {
  let bytes = 0;
  for (const events of requests) for (const { payload } of events) bytes += payload.length + ROW_BYTES;
  return bytes;
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
