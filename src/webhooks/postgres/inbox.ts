import { createHash, randomUUID } from 'node:crypto';
import type {
  Appended,
  FeedPart,
  InboxEvent,
  InboxStats,
  InboxStore,
  KeptEvent,
  PageLimits,
  Purged,
  PurgeLimits,
} from '../inbox.ts';
import { type Connections, createConnections, type Query } from './connections.ts';
import { EmptiedError, isTakenAway } from './failures.ts';
import { FIRST_ROW, SCHEMA, SCHEMA_LOCK } from './schema.ts';

/**
 * Opens an inbox in PostgreSQL, which several receivers can share. Sequences are assigned under a lock on one row, so
 * their order is the order of the commits: docs/decisions/0010-feed-order.md. Rejects when the database cannot be used.
 */
export async function openPostgresInbox(url: string): Promise<InboxStore> {
  const connections = createConnections(url);
  try {
    await prepareDatabase(connections);
    return toInbox(connections);
  } catch (error) {
    await connections.close();
    throw error;
  }
}

async function prepareDatabase({ transaction }: Connections): Promise<void> {
  await transaction(async (query) => {
    const encoding = await query('SHOW server_encoding');
    if (encoding.rows[0]?.server_encoding !== 'UTF8') throw new Error('its encoding must be UTF8');
    await query('SELECT pg_advisory_xact_lock($1)', [SCHEMA_LOCK]);
    await query(SCHEMA);
    await query(FIRST_ROW, [randomUUID()]);
  });
}

/** Runs work on the tables. If they turn out to be missing, the next call creates them first. */
function onPreparedTables(connections: Connections) {
  let areThere = true;
  return async <T>(work: (connections: Connections) => Promise<T>): Promise<T> => {
    try {
      if (!areThere) await prepareDatabase(connections);
      areThere = true;
      return await work(connections);
    } catch (error) {
      if (isTakenAway(error)) areThere = false;
      throw error;
    }
  };
}

function toInbox(connections: Connections): InboxStore {
  const run = onPreparedTables(connections);
  return {
    // More would only wait for each other's lock.
    writesAtOnce: 1,
    write: (requests) => run(({ transaction }) => transaction((query) => append(requests, query))),
    page: (after, limits) => run(({ query }) => readPart(after, limits, query)),
    async markRead(sequence) {
      await run(({ query }) => query(MARK_READ, [sequence]));
    },
    purge: (limits) => run(({ transaction }) => transaction((query) => purge(limits, query))),
    async tidy() {},
    stats: () => run(({ query }) => readStats(query)),
    close: connections.close,
  };
}

const MARK_READ = 'UPDATE pendo_inbox SET read_up_to = $1 WHERE read_up_to < $1 AND last_sequence >= $1';

/**
 * One statement, so that the inbox's row and the events are one snapshot. The inbox's row comes beside each event, or
 * alone when there is no event. The last event is the one that exceeds the byte limit.
 */
const PAGE = `
  SELECT inbox.id, inbox.last_sequence, page.*
  FROM pendo_inbox AS inbox LEFT JOIN (
    SELECT *, sum(octet_length(payload)) OVER (ORDER BY sequence) - octet_length(payload) AS bytes_before
    FROM (SELECT * FROM pendo_inbox_events WHERE sequence > $1 ORDER BY sequence LIMIT $2) AS newer
  ) AS page ON bytes_before < $3
  ORDER BY sequence`;

async function readPart(after: number, { rows, bytes }: PageLimits, query: Query): Promise<FeedPart> {
  const { rows: found } = await query(PAGE, [after, rows, bytes]);
  const [first] = found;
  if (first === undefined) throw new EmptiedError();
  return {
    inboxId: String(first.id),
    lastSequence: Number(first.last_sequence),
    events: first.sequence === null ? [] : found.map(toKeptEvent),
  };
}

const STATS = 'SELECT kept, (SELECT min(received_at) FROM pendo_inbox_events) AS oldest FROM pendo_inbox';

async function readStats(query: Query): Promise<InboxStats> {
  const [row] = (await query(STATS)).rows;
  if (row === undefined) throw new EmptiedError();
  return { events: Number(row.kept), oldestMs: row.oldest === null ? undefined : Number(row.oldest) };
}

const INSERT = `
  INSERT INTO pendo_inbox_events (sequence, unique_key, unique_id, received_at, event, payload)
  SELECT * FROM unnest($1::bigint[], $2::bytea[], $3::text[], $4::bigint[], $5::text[], $6::text[])`;

interface NewEvent extends InboxEvent {
  readonly key: Buffer;
}

/**
 * Takes the lock first. Until the commit nobody else can assign a sequence, so sequences become visible in order, and
 * nobody else can add an id after we have checked that it is new.
 */
async function append(requests: readonly (readonly InboxEvent[])[], query: Query): Promise<readonly Appended[]> {
  const { rows } = await query('SELECT last_sequence FROM pendo_inbox FOR UPDATE');
  if (rows[0] === undefined) throw new EmptiedError();
  const last = Number(rows[0].last_sequence);
  const known = await findKnown(requests.flat(), query);
  const added: NewEvent[] = [];
  const results = requests.map((events) => sortOut(events, known, added));
  if (added.length > 0) await insert(added, last, query);
  await query('UPDATE pendo_inbox SET last_sequence = $1, kept = kept + $2', [last + added.length, added.length]);
  return results;
}

/** Returns the stored payloads of these events by the hex key of their id. */
async function findKnown(events: readonly InboxEvent[], query: Query): Promise<Map<string, string>> {
  // Runs even without events, so that a test of whether the inbox is writable notices a missing table.
  const keys = events.map(({ uniqueId }) => keyOf(uniqueId));
  const { rows } = await query(
    'SELECT unique_key, payload FROM pendo_inbox_events WHERE unique_key = ANY($1::bytea[])',
    [keys],
  );
  return new Map(rows.map(({ unique_key, payload }) => [unique_key.toString('hex'), payload]));
}

/** Adds the new events to `added` and `known`, and counts the outcomes. */
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

const REMOVE = `
  DELETE FROM pendo_inbox_events WHERE sequence IN (
    SELECT sequence FROM pendo_inbox_events
    WHERE received_at >= $1 AND received_at < $2 AND (received_at < $3 OR sequence <= $4) LIMIT $5
  ) RETURNING sequence`;

/** Locks the inbox's row too, because it holds the count. Receivers that purge at the same time wait for each other. */
async function purge(limits: PurgeLimits, query: Query): Promise<Purged> {
  const { sinceMs, readBeforeMs, unreadBeforeMs, rows: most } = limits;
  const [state] = (await query('SELECT read_up_to FROM pendo_inbox FOR UPDATE')).rows;
  if (state === undefined) throw new EmptiedError();
  const readUpTo = Number(state.read_up_to);
  const { rows } = await query(REMOVE, [sinceMs, Math.floor(readBeforeMs), Math.floor(unreadBeforeMs), readUpTo, most]);
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
