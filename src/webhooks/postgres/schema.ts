/** Any number that other programs are unlikely to lock: receivers that start at once make the tables one after the other. */
export const SCHEMA_LOCK = 7_036_453_112;

/**
 * The one row of `pendo_inbox` gives out the sequences, see docs/decisions/0010-feed-order.md. Events are found by the SHA-256
 * of their id: an id may be longer than a row of an index.
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

/** The one row; when it was taken away it is another inbox, with another id, and events that are still there stay. */
export const FIRST_ROW = `
INSERT INTO pendo_inbox (id, last_sequence, kept)
SELECT $1, coalesce(max(sequence), 0), count(*) FROM pendo_inbox_events
HAVING NOT EXISTS (SELECT FROM pendo_inbox)
ON CONFLICT DO NOTHING`;
