import { Socket } from 'node:net';
import pg from 'pg';

const CONNECTIONS = 4;
const CONNECT_TIMEOUT_MS = 3000;
/** Longer than any statement may take on the server: only a server that is silent altogether comes so far. */
const SILENCE_TIMEOUT_MS = 6000;
const CLOSE_TIMEOUT_MS = 500;

/**
 * Within a transaction, so that they also hold behind a pooler. A receiver that hangs with the inbox's row locked is thrown out
 * before those who wait for the row give up. A synchronous commit, should the server's own setting be to lie. READ COMMITTED,
 * whatever the server's default is: in a stricter isolation those who waited for the row are refused instead of served.
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

/** A few connections to the database, opened when they are needed, and again when they broke. */
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
  // An idle connection that breaks is left out of the pool; the next query opens another one.
  pool.on('error', () => {});
  // One that breaks between two statements of a transaction: the next statement fails.
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
        // Whatever went wrong, the server rolls back when the connection is gone.
        client.release(true);
        throw error;
      }
    },
    async close() {
      // A server that is silent would keep the connections, and so the process, for ever.
      const timer = setTimeout(() => {
        for (const socket of sockets) socket.destroy();
      }, CLOSE_TIMEOUT_MS);
      await pool.end().finally(() => clearTimeout(timer));
    },
  };
}

/**
 * pg takes these for verify-full: the certificate must be of a CA that is known, and name the host. Said so, they keep that
 * meaning in later versions, and pg does not warn of it on stderr.
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
