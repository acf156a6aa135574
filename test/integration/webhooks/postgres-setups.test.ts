import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HAS_POSTGRES, type Postgres, startPostgres } from '../../helpers/postgres.ts';
import { feedPage, post, startReceiver, TOKEN, wholeFeed } from '../../helpers/receiver.ts';
import { type ReceiverHere, startReceiverHere } from '../../helpers/receiver-here.ts';

let postgres: Postgres;

async function sql(url: string, ...texts: readonly string[]): Promise<pg.QueryResult | undefined> {
  const client = new pg.Client(url);
  await client.connect();
  let result: pg.QueryResult | undefined;
  for (const text of texts) result = await client.query(text);
  await client.end();
  return result;
}

/** Creates the database. Drops an old one of this name first. */
async function database(name: string): Promise<string> {
  await sql(
    postgres.url,
    `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`,
    `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8'`,
  );
  const url = new URL(postgres.url);
  url.pathname = `/${name}`;
  return url.href;
}

/** The address comes in a variable, because a password on the command line causes a warning. */
function start(url: string): Promise<ReceiverHere> {
  return startReceiverHere({ env: { LISTEN_INBOX: url } });
}

async function status({ url }: { readonly url: string }, path: string): Promise<number> {
  return (await fetch(url + path, { headers: { authorization: `Bearer ${TOKEN}` } })).status;
}

/** Reads the feed to its end: its last query must not come after what a test does next. */
async function inboxId({ url }: { readonly url: string }): Promise<string | null> {
  const feed = await fetch(`${url}/feed`, { headers: { authorization: `Bearer ${TOKEN}` } });
  await feed.text();
  return feed.headers.get('inbox-id');
}

async function send({ url }: { readonly url: string }, id: string): Promise<number> {
  return (await post(url, JSON.stringify({ uniqueId: id }))).status;
}

beforeAll(async () => {
  if (HAS_POSTGRES) postgres = await startPostgres();
});
afterAll(() => postgres?.remove());

describe.skipIf(!HAS_POSTGRES)('A PostgreSQL inbox', () => {
  test.each([
    ['whose tables are dropped', ['DROP TABLE pendo_inbox, pendo_inbox_events'], []],
    ['whose table of the inbox is dropped', ['DROP TABLE pendo_inbox'], ['before 1', 'before 2']],
    ['whose table of events is dropped', ['DROP TABLE pendo_inbox_events'], []],
    ['whose tables are truncated', ['TRUNCATE pendo_inbox, pendo_inbox_events'], []],
    ['whose table of the inbox is truncated', ['TRUNCATE pendo_inbox'], ['before 1', 'before 2']],
    ['whose schema is dropped and created', ['DROP SCHEMA public CASCADE', 'CREATE SCHEMA public'], []],
  ])(
    '%s makes the receivers answer 503 once; then they create what is missing and store events again.',
    async (_name, harm, left) => {
      const url = await database('harmed');
      const [one, other] = await Promise.all([start(url), start(url)]);
      expect([await send(one, 'before 1'), await send(other, 'before 2')]).toEqual([200, 200]);
      const id = await inboxId(one);
      await sql(url, ...harm);
      expect(await status(one, '/readyz')).toBe(503);
      expect(await status(one, '/readyz')).toBe(200);
      await expect.poll(() => status(other, '/readyz')).toBe(200);
      expect([await send(one, 'after 1'), await send(other, 'after 2')]).toEqual([200, 200]);
      expect((await wholeFeed(other.url)).map(({ unique_id }) => unique_id)).toEqual([...left, 'after 1', 'after 2']);
      if (!harm.join().includes('DROP TABLE pendo_inbox_events')) expect(await inboxId(one)).not.toBe(id);
      expect(await inboxId(other)).toBe(await inboxId(one));
      await Promise.all([one.stop(), other.stop()]);
    },
  );

  test('whose database is dropped and created while the receiver runs becomes a new inbox.', async () => {
    const url = await database('anew');
    const receiver = await start(url);
    expect(await send(receiver, 'before')).toBe(200);
    const id = await inboxId(receiver);
    await database('anew');
    expect(await send(receiver, 'at once')).toBe(503);
    await expect.poll(() => status(receiver, '/readyz'), { timeout: 10_000 }).toBe(200);
    expect(await send(receiver, 'after')).toBe(200);
    expect(await inboxId(receiver)).not.toBe(id);
    expect(await feedPage(receiver.url)).toMatchObject([{ sequence: 1, unique_id: 'after' }]);
    await receiver.stop();
  });

  test.each(['repeatable read', 'serializable', 'read committed'])(
    'whose default isolation is %s stores what three receivers write at once.',
    async (isolation) => {
      const url = await database('isolated');
      await sql(postgres.url, `ALTER DATABASE isolated SET default_transaction_isolation = '${isolation}'`);
      const receivers = await Promise.all([start(url), start(url), start(url)]);
      const sends = Array.from({ length: 150 }, (_, index) =>
        send(receivers[index % 3] as ReceiverHere, `event ${index}`),
      );
      expect(new Set(await Promise.all(sends))).toEqual(new Set([200]));
      expect(await wholeFeed(receivers[0]?.url ?? '')).toHaveLength(150);
      await Promise.all(receivers.map((receiver) => receiver.stop()));
    },
  );

  test('causes a warning when its password is on the command line, and the log never shows the password.', async () => {
    const url = await database('shown');
    const shown = await startReceiver({ inbox: url });
    expect(shown.log()).toContain('The password of the database stands on the command line');
    expect(shown.log()).not.toContain('password-of-a-test');
    await shown.kill('SIGTERM');
    const folder = mkdtempSync(join(tmpdir(), 'source-pendo-address-'));
    const file = join(folder, 'address');
    writeFileSync(file, `${url}\r\n`);
    const hidden = await startReceiver({ args: ['--inbox-file', file], env: { LISTEN_INBOX: 'nonsense' } });
    expect(await send(hidden, 'from a file')).toBe(200);
    expect(hidden.log()).not.toContain('command line');
    await hidden.kill('SIGTERM');
    rmSync(folder, { recursive: true });
  });
});

const HAS_OPENSSL = spawnSync('openssl', ['version']).status === 0;

describe.skipIf(!HAS_POSTGRES || !HAS_OPENSSL)('A PostgreSQL inbox with a certificate of a private CA', () => {
  let folder: string;
  let address: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'source-pendo-tls-'));
    makeCertificates(folder);
    const data = String((await sql(postgres.url, 'SHOW data_directory'))?.rows[0]?.data_directory);
    const { uid, gid } = statSync(data);
    for (const name of ['server.crt', 'server.key']) {
      writeFileSync(join(data, name), readFileSync(join(folder, name)));
      chmodSync(join(data, name), 0o600);
      chownSync(join(data, name), uid, gid);
    }
    await sql(postgres.url, 'ALTER SYSTEM SET ssl = on', 'SELECT pg_reload_conf()');
    address = postgres.url.replace('127.0.0.1', 'localhost');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Sends an event, and checks whether the receiver's connections to the database use TLS. */
  async function expectConnected(receiver: { readonly url: string }, usesTls: boolean): Promise<void> {
    expect(await send(receiver, `with TLS: ${usesTls}`)).toBe(200);
    const sessions = await sql(
      postgres.url,
      `SELECT bool_and(ssl) AS tls FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name = 'source-pendo listen'`,
    );
    expect(sessions?.rows[0]?.tls).toBe(usesTls);
  }

  /** docs/webhooks.md has this table. */
  const NO_TLS = 'the receiver connects without TLS';
  const TLS = 'the receiver connects with TLS';
  const REFUSED = 'its TLS certificate is not trusted';
  test.each([
    ['', NO_TLS],
    ['?sslmode=disable', NO_TLS],
    ['?sslmode=require', REFUSED],
    ['?sslmode=prefer', REFUSED],
    ['?sslmode=verify-ca', REFUSED],
    ['?sslmode=verify-full', REFUSED],
    ['?ssl=true', REFUSED],
    ['?sslmode=no-verify', TLS],
    ['?uselibpqcompat=true&sslmode=require', TLS],
    ['?sslmode=require&sslrootcert=CA', TLS],
    ['?sslmode=verify-full&sslrootcert=CA', TLS],
    ['?sslmode=require&sslrootcert=/nowhere/ca.crt', 'no such file'],
  ])('and "%s" at the end of its address: %s, and Node prints no warning.', async (query, outcome) => {
    const warnings: Error[] = [];
    const remember = (warning: Error) => void warnings.push(warning);
    process.on('warning', remember);
    const starting = start(address + query.replace('=CA', `=${folder}/ca.crt`));
    if (outcome === TLS || outcome === NO_TLS) {
      const receiver = await starting;
      await expectConnected(receiver, outcome === TLS);
      await receiver.stop();
    } else {
      await expect(starting).rejects.toThrow(outcome);
    }
    process.off('warning', remember);
    expect(warnings).toEqual([]);
  });

  test('is trusted when NODE_EXTRA_CA_CERTS names the CA, and the receiver prints no warning.', async () => {
    const env = { LISTEN_INBOX: `${address}?sslmode=require`, NODE_EXTRA_CA_CERTS: `${folder}/ca.crt` };
    // In a process of its own: Node reads the variable only at its start.
    const receiver = await startReceiver({ env });
    await expectConnected(receiver, true);
    expect(receiver.log()).not.toContain('Warning');
    await receiver.kill('SIGTERM');
  });
});

function makeCertificates(folder: string): void {
  const openssl = (...args: readonly string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
  // An elliptic curve, because two RSA keys would take longer than the tests.
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const request = ['req', ...key, '-days', '2'];
  openssl(...request, '-x509', '-subj', '/CN=a private CA', '-keyout', 'ca.key', '-out', 'ca.crt');
  openssl(...request.slice(0, -2), '-subj', '/CN=localhost', '-keyout', 'server.key', '-out', 'server.csr');
  writeFileSync(join(folder, 'names'), 'subjectAltName=DNS:localhost,IP:127.0.0.1');
  openssl(
    'x509',
    '-req',
    '-in',
    'server.csr',
    '-CA',
    'ca.crt',
    '-CAkey',
    'ca.key',
    '-CAcreateserial',
    '-days',
    '2',
    '-extfile',
    'names',
    '-out',
    'server.crt',
  );
}
