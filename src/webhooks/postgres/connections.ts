import { Socket } from 'node:net';
import pg from 'pg';

const CONNECTIONS = 4;
const CONNECT_TIMEOUT_MS = 3000;
/** Longer than the server's own statement timeout, so only a server that does not respond at all reaches it. */
const SILENCE_TIMEOUT_MS = 6000;
const CLOSE_TIMEOUT_MS = 500;

/**
 * Set inside the transaction, so that they also apply behind a connection pooler. A receiver that hangs while it holds
 * the lock on the inbox's row is disconnected before others stop waiting for the lock. Forces synchronous_commit on:
 * with `off` the server acknowledges before the data is on disk. The transaction itself is READ COMMITTED, whatever the
 * server's default: stricter levels fail those who waited for the row.
 */
const TRANSACTION_SETTINGS = `
  SET LOCAL idle_in_transaction_session_timeout = '2500ms';
  SET LOCAL lock_timeout = '4500ms';
  SET LOCAL statement_timeout = '5s';
  SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') = 'off'`;

export type Query = (text: string, values?: readonly unknown[]) => Promise<pg.QueryResult>;

export interface Connections {
  /** Runs one statement. */
  readonly query: Query;
  /** Runs statements in one transaction, and resolves when its commit is durable. */
  transaction<T>(work: (query: Query) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** A small connection pool. Connections open on demand and are replaced when they break. */
export function createConnections(url: string): Connections {
  const sockets = new Set<Socket>();
  const pool = new pg.Pool({
    connectionString: withPlainSslMode(url),
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: SILENCE_TIMEOUT_MS,
    keepAlive: true,
    application_name: 'source-pendo listen',
    stream: () => remembered(new Socket(), sockets),
  });
  // The pool drops an idle connection that breaks. Without a listener the error would end the process.
  pool.on('error', () => {});
  // The same for a connection that breaks between two statements of a transaction: the next statement then fails.
  pool.on('connect', (client) => client.on('error', () => {}));

  return {
    query: (text, values) => pool.query(text, values === undefined ? undefined : [...values]),
    async transaction(work) {
      const client = await pool.connect();
      const query: Query = (text, values) => client.query(text, values === undefined ? undefined : [...values]);
      try {
        await query(`BEGIN ISOLATION LEVEL READ COMMITTED; ${TRANSACTION_SETTINGS}`);
        const result = await work(query);
        const { command } = await query('COMMIT');
        if (command !== 'COMMIT') throw new Error('the database rolled the transaction back');
        client.release();
        return result;
      } catch (error) {
        // Close the connection: the server then rolls back, whatever went wrong.
        client.release(true);
        throw error;
      }
    },
    async close() {
      // A server that does not respond would keep the connections, and so the process, alive for ever.
      const timer = setTimeout(() => {
        for (const socket of sockets) socket.destroy();
      }, CLOSE_TIMEOUT_MS);
      await pool.end().finally(() => clearTimeout(timer));
    },
  };
}

/**
 * pg treats these modes as verify-full: a known CA must have signed the certificate, and it must name the host. Writing
 * verify-full keeps that meaning in later versions of pg and avoids its warning on stderr.
 */
function withPlainSslMode(url: string): string {
  return url.includes('uselibpqcompat=true')
    ? url
    : url.replace(/([?&]sslmode=)(prefer|require|verify-ca)(?=&|#|$)/g, '$1verify-full');
}

function remembered(socket: Socket, sockets: Set<Socket>): Socket {
  sockets.add(socket);
  return socket.once('close', () => sockets.delete(socket));
}
