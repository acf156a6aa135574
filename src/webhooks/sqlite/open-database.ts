import { randomUUID } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { SCHEMA, SCHEMA_VERSION, TABLES, UPGRADE } from './schema.ts';

const BUSY_TIMEOUT_MS = 5000;
/** Checkpoint when the log has this many pages of 4 KiB. A page that changed often in between is then written once. */
const CHECKPOINT_PAGES = 16_000;
/** The size of the log at a regular checkpoint. */
export const LOG_BYTES = CHECKPOINT_PAGES * 4096;
/**
 * Lookups hit random pages of the ids. With SQLite's default of 2 MB most of them would be read from the file each
 * time.
 */
const CACHE_KIB = 32 * 1024;

/** Opens the file and creates it if needed; its folder must exist. Throws when it is another program's database. */
export function openDatabase(path: string): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    // In WAL mode, FULL flushes the log with each commit, so that committed data survives a power cut.
    db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    db.exec(`PRAGMA journal_size_limit = ${LOG_BYTES}; PRAGMA cache_size = -${CACHE_KIB}`);
    transaction(db, () => prepareTables(db));
    // Checkpoint the log that a crash may have left.
    shrinkLog(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * Creates the tables. If some of them, or the inbox's row, were removed, the inbox gets a new id; events that are still
 * there stay, with their sequences.
 */
function prepareTables(db: DatabaseSync): void {
  const version = Number(db.prepare('PRAGMA user_version').get()?.user_version);
  const there = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").all();
  const names = new Set(there.map(({ name }) => String(name)));
  const ours = TABLES.filter((name) => names.has(name));
  const isWhole = ours.length === TABLES.length && db.prepare('SELECT 1 FROM inbox').get() !== undefined;
  if (version === 1 && ours.length === TABLES.length - 1) {
    db.exec(UPGRADE);
  } else if (version === SCHEMA_VERSION ? !isWhole : version === 0 && names.size === ours.length) {
    db.exec(SCHEMA);
  } else if (version !== SCHEMA_VERSION) {
    throw new Error('it is a database of something else');
  }
  db.prepare(
    `INSERT OR IGNORE INTO inbox (singleton, id, kept, ids_up_to)
     SELECT 1, ?, count(*), coalesce(max(sequence), 0) FROM events`,
  ).run(randomUUID());
}

/** Checkpoints and truncates the log. Does nothing when another connection holds a lock. */
export function shrinkLog(db: DatabaseSync): void {
  db.exec('PRAGMA busy_timeout = 0');
  try {
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  } catch {
    // Another connection holds a lock, or the disk has no room: the next call tries again.
  } finally {
    db.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
  }
}

/** Runs `work` in a transaction. IMMEDIATE makes two receivers on one file wait here instead of failing half-way. */
export function transaction<T>(db: DatabaseSync, work: () => T): T {
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
