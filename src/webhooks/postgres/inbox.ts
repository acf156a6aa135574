import { createHash } from 'node:crypto';
import type { Appended, InboxEvent, InboxStore, KeptEvent, Purged } from '../inbox.ts';
import { type Connections, createConnections, type Query } from './connections.ts';
import { SCHEMA, SCHEMA_LOCK } from './schema.ts';

/**
 * The inbox in PostgreSQL, for several receivers at once. Sequences are given out under a lock on one row, in the order of the
 * commits: docs/decisions/0010-feed-order.md. Rejects when the database cannot be used.
 */
export async function openPostgresInbox(url: string): Promise<InboxStore> {
  const connections = createConnections(url);
  try {
    const id = await prepareDatabase(connections);
    return toInbox(id, connections);
  } catch (error) {
    await connections.close();
    throw error;
  }
}

async function prepareDatabase({ transaction }: Connections): Promise<string> {
  return transaction(async (query) => {
    const encoding = await query('SHOW server_encoding');
    if (encoding.rows[0]?.server_encoding !== 'UTF8') throw new Error('its encoding must be UTF8');
    await query('SELECT pg_advisory_xact_lock($1)', [SCHEMA_LOCK]);
    await query(SCHEMA);
    return String((await query('SELECT id FROM pendo_inbox')).rows[0]?.id);
  });
}

function toInbox(id: string, { query, transaction, close }: Connections): InboxStore {
  return {
    id,
    // They would only wait for each other's lock.
    writesAtOnce: 1,
    write: (requests) => transaction((inTransaction) => append(requests, inTransaction)),
    async page(after, { rows, bytes }) {
      const { rows: found } = await query(PAGE, [after, rows, bytes]);
      return found.map(toKeptEvent);
    },
    async markRead(sequence) {
      await query('UPDATE pendo_inbox SET read_up_to = least($1, last_sequence) WHERE read_up_to < $1', [sequence]);
    },
    purge: (beforeMs, rows) => transaction((inTransaction) => purge(beforeMs, rows, inTransaction)),
    async stats() {
      const { rows } = await query(STATS);
      const { kept, oldest } = rows[0] ?? {};
      return { events: Number(kept), oldestMs: oldest === null ? undefined : Number(oldest) };
    },
    close,
  };
}

/** The rows up to the one with which the bytes are exceeded. */
const PAGE = `
  SELECT sequence, unique_id, received_at, event, payload
  FROM (
    SELECT *, sum(octet_length(payload)) OVER (ORDER BY sequence) - octet_length(payload) AS bytes_before
    FROM (SELECT * FROM pendo_inbox_events WHERE sequence > $1 ORDER BY sequence LIMIT $2) AS page
  ) AS measured
  WHERE bytes_before < $3
  ORDER BY sequence`;

const STATS = 'SELECT kept, (SELECT min(received_at) FROM pendo_inbox_events) AS oldest FROM pendo_inbox';

const INSERT = `
  INSERT INTO pendo_inbox_events (sequence, unique_key, unique_id, received_at, event, payload)
  SELECT * FROM unnest($1::bigint[], $2::bytea[], $3::text[], $4::bigint[], $5::text[], $6::text[])`;

interface NewEvent extends InboxEvent {
  readonly key: Buffer;
}

/**
 * The lock comes first: from here to the commit nobody else gives out sequences, so they become visible in their order, and
 * nobody else adds an id that was just looked for.
 */
async function append(requests: readonly (readonly InboxEvent[])[], query: Query): Promise<readonly Appended[]> {
  const { rows } = await query('SELECT last_sequence FROM pendo_inbox FOR UPDATE');
  const last = Number(rows[0]?.last_sequence);
  const known = await findKnown(requests.flat(), query);
  const added: NewEvent[] = [];
  const results = requests.map((events) => sortOut(events, known, added));
  if (added.length > 0) await insert(added, last, query);
  await query('UPDATE pendo_inbox SET last_sequence = $1, kept = kept + $2', [last + added.length, added.length]);
  return results;
}

/** The payloads that are kept, by the key of their id. */
async function findKnown(events: readonly InboxEvent[], query: Query): Promise<Map<string, string>> {
  const keys = events.map(({ uniqueId }) => keyOf(uniqueId));
  if (keys.length === 0) return new Map();
  const { rows } = await query(
    'SELECT unique_key, payload FROM pendo_inbox_events WHERE unique_key = ANY($1::bytea[])',
    [keys],
  );
  return new Map(rows.map(({ unique_key, payload }) => [unique_key.toString('hex'), payload]));
}

/** Puts the events that are new into `added` and `known`. */
function sortOut(events: readonly InboxEvent[], known: Map<string, string>, added: NewEvent[]): Appended {
  let stored = 0;
  let conflicts = 0;
  for (const event of events) {
    const key = keyOf(event.uniqueId);
    const payload = known.get(key.toString('hex'));
    if (payload === undefined) {
      known.set(key.toString('hex'), event.payload);
      added.push({ ...event, key });
      stored += 1;
    } else if (payload !== event.payload) {
      conflicts += 1;
    }
  }
  return { stored, duplicates: events.length - stored, conflicts };
}

async function insert(events: readonly NewEvent[], last: number, query: Query): Promise<void> {
  await query(INSERT, [
    events.map((_event, index) => last + 1 + index),
    events.map(({ key }) => key),
    events.map(({ uniqueId }) => uniqueId),
    events.map(({ receivedAtMs }) => receivedAtMs),
    events.map(({ event }) => event),
    events.map(({ payload }) => payload),
  ]);
}

/** Locks the row as well, for the count; receivers that remove at the same time wait for each other. */
async function purge(beforeMs: number, limit: number, query: Query): Promise<Purged> {
  const { rows: state } = await query('SELECT read_up_to FROM pendo_inbox FOR UPDATE');
  const readUpTo = Number(state[0]?.read_up_to);
  const { rows } = await query(
    `DELETE FROM pendo_inbox_events WHERE sequence IN
      (SELECT sequence FROM pendo_inbox_events WHERE received_at < $1 LIMIT $2) RETURNING sequence`,
    [beforeMs, limit],
  );
  if (rows.length > 0) await query('UPDATE pendo_inbox SET kept = kept - $1', [rows.length]);
  return { removed: rows.length, unread: rows.filter(({ sequence }) => Number(sequence) > readUpTo).length };
}

function keyOf(uniqueId: string): Buffer {
  return createHash('sha256').update(uniqueId).digest();
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
