import { randomUUID } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { SCHEMA, SCHEMA_VERSION, TABLES, UPGRADE } from './schema.ts';

const BUSY_TIMEOUT_MS = 5000;
/** The log is carried over into the file when it has so many pages (of 4 KiB): a page that changed often is written once. */
const CHECKPOINT_PAGES = 16_000;
/** As much as the log has when nothing disturbs it. */
export const LOG_BYTES = CHECKPOINT_PAGES * 4096;
/** The pages of the ids are looked into at random; with SQLite's own 2 MB most are read from the file again each time. */
const CACHE_KIB = 32 * 1024;

/** Opens the file, made when it is missing; its folder must be there. Throws for a database of something else. */
export function openDatabase(path: string): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    // In WAL mode, FULL flushes the log with each commit: what is committed survives a power cut.
    db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    db.exec(`PRAGMA journal_size_limit = ${LOG_BYTES}; PRAGMA cache_size = -${CACHE_KIB}`);
    transaction(db, () => prepareTables(db));
    // What a crash has left.
    shrinkLog(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * Makes the tables. When some of ours, or the row of the inbox, were taken away it is another inbox, with another id; events that are still there stay
 * with their sequences.
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

/** Carries the log over into the file and empties it; nothing happens when somebody else is in the way. */
export function shrinkLog(db: DatabaseSync): void {
  db.exec('PRAGMA busy_timeout = 0');
  try {
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  } catch {
    // Locked by somebody else, or the disk has no room for it: tried again later.
  } finally {
    db.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
  }
}

/** IMMEDIATE: two receivers on one file wait for each other here, and never fail half-way. */
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
