/** Rises when the tables change. */
export const SCHEMA_VERSION = 1;

/**
 * AUTOINCREMENT: SQLite remembers the largest sequence, so none is used again after a purge that empties the table. The row
 * of `inbox` counts what is kept, since counting a big table takes long, and its writes, so that each write changes something.
 *
 * Ids are found by 48 bits of their hash. An index of the ids themselves is three times as large, and as ids are random, each
 * event rewrites one of its pages: that was half of what a commit had to flush. Two ids may share a hash, so the id is compared
 * as well, and no index keeps ids unique: transactions, which look first, come one after the other.
 */
export const SCHEMA = `
CREATE TABLE events (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  id_hash INTEGER NOT NULL,
  unique_id TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  event TEXT,
  payload TEXT NOT NULL
) STRICT;
CREATE INDEX events_id_hash ON events (id_hash);
CREATE INDEX events_received_at ON events (received_at);
CREATE TABLE inbox (
  singleton INTEGER PRIMARY KEY CHECK (singleton = 1),
  id TEXT NOT NULL,
  kept INTEGER NOT NULL DEFAULT 0,
  read_up_to INTEGER NOT NULL DEFAULT 0,
  writes INTEGER NOT NULL DEFAULT 0
) STRICT;
PRAGMA user_version = ${SCHEMA_VERSION};
`;
