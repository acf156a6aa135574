import { execFileSync } from 'node:child_process';
import { readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { inboxFolder, post, startReceiver, TOKEN, wholeFeed } from '../../helpers/receiver.ts';
import { type ReceiverHere, startReceiverHere } from '../../helpers/receiver-here.ts';

let inbox: string;
let file: string;
let remove: () => Promise<void>;
let receiver: ReceiverHere;

beforeEach(async () => {
  ({ inbox, remove } = await inboxFolder());
  file = inbox.slice('sqlite:'.length);
  receiver = await startReceiverHere({ inbox });
});
afterEach(async () => {
  await receiver.stop();
  await remove();
});

async function send(id: string): Promise<number> {
  return (await post(receiver.url, JSON.stringify({ uniqueId: id }))).status;
}

async function status(path: string): Promise<number> {
  return (await fetch(receiver.url + path, { headers: { authorization: `Bearer ${TOKEN}` } })).status;
}

async function inboxId(): Promise<string | null> {
  const answer = await fetch(`${receiver.url}/feed`, { headers: { authorization: `Bearer ${TOKEN}` } });
  await answer.arrayBuffer();
  return answer.headers.get('inbox-id');
}

async function keptIds({ url } = receiver): Promise<readonly string[]> {
  return (await wholeFeed(url)).map(({ unique_id }) => unique_id);
}

function change(sql: string): void {
  const db = new DatabaseSync(file);
  db.exec(sql);
  db.close();
}

async function removeAll(): Promise<void> {
  for (const name of await readdir(dirname(file))) await rm(join(dirname(file), name));
}

/** Each acknowledged event is in the file: another receiver on the same file returns it. */
async function expectKept(acknowledged: readonly string[]): Promise<void> {
  expect(await keptIds()).toEqual(expect.arrayContaining([...acknowledged]));
  const other = await startReceiverHere({ inbox });
  expect(await keptIds(other)).toEqual(expect.arrayContaining([...acknowledged]));
  await other.stop();
}

/** Changes a file from outside: if this process opened and closed it, SQLite would lose its locks here. */
function outside(command: string, ...args: readonly string[]): void {
  execFileSync(command, args);
}

describe('An inbox whose file', () => {
  test.each([
    ['is removed with its log', removeAll, 'another'],
    ['is removed alone', () => rm(file), 'another'],
    ['is moved away', () => rename(file, `${file}.moved`), 'another'],
    [
      'is replaced by a copy',
      async () => {
        outside('cp', file, `${file}.copy`);
        await rename(`${file}.copy`, file);
      },
      'any',
    ],
    ['is emptied in place', () => outside('truncate', '--size=0', file), 'another'],
    ['loses its log', () => rm(`${file}-wal`), 'the same'],
  ])(
    '%s makes the receiver answer 503 until it has opened a new file; then it loses no acknowledged event.',
    async (_name, harm, expected) => {
      expect(await send('before')).toBe(200);
      const id = await inboxId();
      await harm();
      expect(await status('/readyz')).toBe(503);
      expect([await send('at once'), await status('/feed'), await status('/healthz')]).toEqual([503, 503, 200]);
      await expect.poll(() => status('/readyz'), { timeout: 10_000 }).toBe(200);
      expect([await send('after 1'), await send('after 2')]).toEqual([200, 200]);
      if (expected !== 'any') expect((await inboxId()) === id).toBe(expected === 'the same');
      await expectKept(expected === 'the same' ? ['before', 'after 1', 'after 2'] : ['after 1', 'after 2']);
    },
  );

  test('is removed while webhooks come in holds each event that is acknowledged afterwards.', async () => {
    const acknowledged: string[] = [];
    let removedAfter = Number.POSITIVE_INFINITY;
    for (let index = 0; index < 400; index += 1) {
      if (index === 100) {
        const removing = removeAll();
        removedAfter = index;
        await Promise.all([removing, send('beside')]);
      }
      if ((await send(`event ${index}`)) === 200 && index > removedAfter) acknowledged.push(`event ${index}`);
      if (index > 100 && acknowledged.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(acknowledged.length).toBeGreaterThan(0);
    await expectKept(acknowledged);
  });
});

test('Receivers that start at once without a file share one inbox.', async () => {
  await receiver.stop();
  await removeAll();
  const others = await Promise.all(Array.from({ length: 4 }, () => startReceiver({ inbox })));
  const ids = await Promise.all(
    others.map(async ({ url }, index) => {
      expect((await post(url, JSON.stringify({ uniqueId: `event ${index}` }))).body).toBe(
        '{"stored":1,"duplicates":0}',
      );
      return (await fetch(`${url}/feed`, { headers: { authorization: `Bearer ${TOKEN}` } })).headers.get('inbox-id');
    }),
  );
  expect(new Set(ids).size).toBe(1);
  for (const { url } of others) expect(await wholeFeed(url)).toHaveLength(4);
  await Promise.all(others.map((other) => other.kill('SIGTERM')));
});

describe('An inbox whose tables', () => {
  test.each([
    ['are dropped', 'DROP TABLE events; DROP TABLE inbox; DROP TABLE ids', []],
    [
      'are dropped with its version',
      'DROP TABLE events; DROP TABLE inbox; DROP TABLE ids; PRAGMA user_version = 0',
      [],
    ],
    ['are dropped except for the events', 'DROP TABLE inbox; DROP TABLE ids', ['before']],
    ['lose the events', 'DROP TABLE events', []],
    ['lose the list of ids', 'DROP TABLE ids', ['before']],
    ['are emptied', 'DELETE FROM events; DELETE FROM inbox; DELETE FROM ids', []],
    ['lose the row of the inbox', 'DELETE FROM inbox', ['before']],
  ])(
    '%s becomes a new inbox by itself, keeps the events that are left, and loses no acknowledged event.',
    async (_name, sql, left) => {
      expect(await send('before')).toBe(200);
      const id = await inboxId();
      change(sql);
      expect(await status('/readyz')).toBe(503);
      await expect.poll(() => status('/readyz'), { timeout: 10_000 }).toBe(200);
      expect([await send('after 1'), await send('after 2')]).toEqual([200, 200]);
      expect(await inboxId()).not.toBe(id);
      expect(await keptIds()).toEqual([...left, 'after 1', 'after 2']);
      for (const known of left)
        expect((await post(receiver.url, JSON.stringify({ uniqueId: known }))).body).toContain('"duplicates":1');
      await expectKept([...left, 'after 1', 'after 2']);
    },
  );
});
