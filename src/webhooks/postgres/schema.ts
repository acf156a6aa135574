/**
 * An arbitrary number for the advisory lock. It keeps receivers that start together from creating the tables at once.
 */
export const SCHEMA_LOCK = 7_036_453_112;

/**
 * The single row of `pendo_inbox` assigns the sequences; see docs/decisions/0010-feed-order.md. Events are found by the
 * SHA-256 of their id, because an id may be too long for an index row.
 */
export const SCHEMA = `
CREATE TABLE IF NOT EXISTS pendo_inbox (
  singleton smallint PRIMARY KEY DEFAULT 1 CHECK (singleton = 1),
  id text NOT NULL,
  last_sequence bigint NOT NULL DEFAULT 0,
  kept bigint NOT NULL DEFAULT 0,
  read_up_to bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 50);
CREATE TABLE IF NOT EXISTS pendo_inbox_events (
  sequence bigint PRIMARY KEY,
  unique_key bytea NOT NULL UNIQUE,
  unique_id text NOT NULL,
  received_at bigint NOT NULL,
  event text,
  payload text NOT NULL
);
CREATE INDEX IF NOT EXISTS pendo_inbox_events_received_at ON pendo_inbox_events (received_at);
`;

/** Creates the single row. If it was removed, the new one has a new inbox id; events that are still there stay. */
export const FIRST_ROW = `
INSERT INTO pendo_inbox (id, last_sequence, kept)
SELECT $1, coalesce(max(sequence), 0), count(*) FROM pendo_inbox_events
HAVING NOT EXISTS (SELECT FROM pendo_inbox)
ON CONFLICT DO NOTHING`;
