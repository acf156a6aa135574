export const TABLES = ['events', 'inbox', 'ids'] as const;

/** Increase it when the tables change. */
export const SCHEMA_VERSION = 2;

/** Filled by known-ids.ts. */
const IDS = `
CREATE TABLE ids (
  id_hash INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  PRIMARY KEY (id_hash, sequence)
) STRICT, WITHOUT ROWID;
`;

/**
 * AUTOINCREMENT makes SQLite remember the largest sequence, so that none is reused after a purge that empties the
 * table. `inbox.kept` counts the events, because counting a big table is slow; `inbox.writes` makes every write change
 * something. No index keeps ids unique: writers check first, and their transactions run one after the other. If some
 * tables were removed, the events stay.
 */
export const SCHEMA = `
CREATE TABLE IF NOT EXISTS events (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  id_hash INTEGER NOT NULL,
  unique_id TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  event TEXT,
  payload TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS events_received_at ON events (received_at);
DROP TABLE IF EXISTS inbox;
CREATE TABLE inbox (
  singleton INTEGER PRIMARY KEY CHECK (singleton = 1),
  id TEXT NOT NULL,
  kept INTEGER NOT NULL DEFAULT 0,
  read_up_to INTEGER NOT NULL DEFAULT 0,
  writes INTEGER NOT NULL DEFAULT 0,
  ids_up_to INTEGER NOT NULL DEFAULT 0
) STRICT;
DROP TABLE IF EXISTS ids;
${IDS}
INSERT INTO ids SELECT id_hash, sequence FROM events ORDER BY id_hash, sequence;
PRAGMA user_version = ${SCHEMA_VERSION};
`;

/** From version 1, which had an index instead of the table of ids. */
export const UPGRADE = `
${IDS}
INSERT INTO ids SELECT id_hash, sequence FROM events ORDER BY id_hash, sequence;
ALTER TABLE inbox ADD COLUMN ids_up_to INTEGER NOT NULL DEFAULT 0;
UPDATE inbox SET ids_up_to = (SELECT coalesce(max(sequence), 0) FROM events);
DROP INDEX events_id_hash;
PRAGMA user_version = ${SCHEMA_VERSION};
`;
