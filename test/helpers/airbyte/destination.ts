import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openStreamTable, type StreamTable } from '../../../demo/stream-table.ts';
import { parseExact } from './exact-json.ts';
import type { AirbyteMessage, ConfiguredCatalog, JsonRecord, StatePayload } from './messages.ts';

/** An Airbyte destination that stores everything in one SQLite file. */
export interface Destination {
  /**
   * Writes a RECORD, stores a STATE, handles the end of a stream, ignores other messages. Throws for a stream that is
   * not in the catalog.
   */
  apply(message: AirbyteMessage): void;
  /** The last state of each stream, in the form for `read --state`. */
  states(): readonly StatePayload[];
  /** The rows of a stream's table, with the values of its records. */
  rows(stream: string): JsonRecord[];
  count(stream: string): number;
  /** Commits what was written and closes the file. */
  close(): void;
}

const STATE_TABLE = '_airbyte_states';

/**
 * Opens the SQLite file at `path` for the streams of a configured catalog. Creates the file and its folder if needed. A
 * state is stored in the transaction of the records before it, so that it never covers a record that is missing.
 */
export function openDestination(path: string, catalog: ConfiguredCatalog): Destination {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
  const db = new DatabaseSync(path);
  db.exec(`CREATE TABLE IF NOT EXISTS ${STATE_TABLE} (stream TEXT PRIMARY KEY, state TEXT NOT NULL) STRICT`);
  const tables = new Map(
    catalog.streams.map((configured) => [configured.stream.name, openStreamTable(db, configured)] as const),
  );
  const saveState = db.prepare(`INSERT OR REPLACE INTO ${STATE_TABLE} (stream, state) VALUES (?, ?)`);
  const readStates = db.prepare(`SELECT state FROM ${STATE_TABLE} ORDER BY stream`);

  const begin = () => {
    if (!db.isTransaction) db.exec('BEGIN');
  };
  const commit = () => {
    if (db.isTransaction) db.exec('COMMIT');
  };
  return {
    apply: ({ record, state, trace }) => {
      if (record !== undefined) {
        begin();
        tableOf(tables, record.stream).write(record.data);
      }
      if (state !== undefined) {
        begin();
        saveState.run(state.stream.stream_descriptor.name, JSON.stringify(state));
        commit();
      }
      const status = trace?.stream_status;
      if (status?.status === 'STARTED') {
        begin();
        tableOf(tables, status.stream_descriptor.name).start();
      }
      if (status?.status === 'COMPLETE') {
        begin();
        tableOf(tables, status.stream_descriptor.name).complete();
        commit();
      }
    },
    states: () => readStates.all().map((row) => parseExact(String(row.state)) as StatePayload),
    rows: (stream) => tableOf(tables, stream).rows(),
    count: (stream) => tableOf(tables, stream).count(),
    close: () => {
      commit();
      db.close();
    },
  };
}

function tableOf(tables: ReadonlyMap<string, StreamTable>, stream: string): StreamTable {
  const table = tables.get(stream);
  if (table === undefined) throw new Error(`The source sent the stream "${stream}", which is not in the catalog.`);
  return table;
}
