import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { InboxEvent, PurgeLimits } from '../../../src/webhooks/inbox.ts';
import { openSqliteStore, type SqliteStore } from '../../../src/webhooks/sqlite/store.ts';

/** Twice as many as are kept in memory before they go into the table of ids. */
const MANY = 50_000;
const BATCH = 1000;

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'source-pendo-store-'));
  path = join(folder, 'inbox.sqlite');
});

afterEach(() => rm(folder, { recursive: true }));

function eventOf(id: number, payload = `{"uniqueId":"${id}"}`): InboxEvent {
  return { uniqueId: `"${id}"`, event: null, payload, receivedAtMs: id };
}

function olderThan(ms: number): PurgeLimits {
  return { sinceMs: 0, readBeforeMs: ms, unreadBeforeMs: ms, rows: 10_000 };
}

function fill(store: SqliteStore, from: number, to: number): void {
  for (let id = from; id < to; id += BATCH) {
    const events = Array.from({ length: Math.min(BATCH, to - id) }, (_, index) => eventOf(id + index));
    expect(store.write([events])).toEqual([{ stored: events.length, duplicates: 0, conflicts: 0 }]);
  }
}

/** Checks a few ids of every age, including the first and the last. */
function expectKnown(store: SqliteStore, ids: readonly number[]): void {
  const again = ids.map((id) => eventOf(id));
  expect(store.write([again])).toEqual([{ stored: 0, duplicates: ids.length, conflicts: 0 }]);
  const others = ids.map((id) => eventOf(id, '{"another":"body"}'));
  expect(store.write([others])).toEqual([{ stored: 0, duplicates: ids.length, conflicts: ids.length }]);
}

const SOME = [0, 1, 499, 16_383, 16_384, 20_000, 32_768, 40_000, MANY - 1];

test('An id is known while it is in memory, on its way into the table or in it, and after the file is opened again', () => {
  const store = openSqliteStore(path);
  fill(store, 0, MANY);
  expectKnown(store, SOME);
  store.close();
  const again = openSqliteStore(path);
  expectKnown(again, SOME);
  expect(again.stats()).toMatchObject({ events: MANY });
  again.close();
});

test('Two processes on one file each know what the other has stored', () => {
  const one = openSqliteStore(path);
  const other = openSqliteStore(path);
  fill(one, 0, 20_000);
  expectKnown(other, [0, 19_999]);
  fill(other, 20_000, 45_000);
  expectKnown(one, [0, 19_999, 20_000, 44_999]);
  one.close();
  other.close();
});

test('Ids of a transaction that was rolled back are not known', () => {
  const store = openSqliteStore(path);
  fill(store, 0, 1000);
  const broken = { ...eventOf(2000), receivedAtMs: 'no number' } as unknown as InboxEvent;
  expect(() => store.write([[eventOf(1000), broken]])).toThrow();
  expect(store.write([[eventOf(1000)]])).toEqual([{ stored: 1, duplicates: 0, conflicts: 0 }]);
  expectKnown(store, [0, 999, 1000]);
  store.close();
});

function expectNoStaleId(): void {
  const db = new DatabaseSync(path);
  const stale = db.prepare('SELECT count(*) AS n FROM ids WHERE sequence NOT IN (SELECT sequence FROM events)');
  expect(stale.get()).toEqual({ n: 0 });
  db.close();
}

test('Purged events leave no id behind, whatever their age, and can be stored again', () => {
  const store = openSqliteStore(path);
  fill(store, 0, 40_000);
  while (store.purge(olderThan(40_000)).removed > 0);
  fill(store, 40_000, 80_000);
  expectNoStaleId();
  expect(store.write([[eventOf(5), eventOf(39_999)]])).toEqual([{ stored: 2, duplicates: 0, conflicts: 0 }]);
  expectKnown(store, [5, 40_000, 79_999]);
  store.close();
});

test('A process that only purges also removes ids that other processes stored, so no id outlives its event', () => {
  const busy = openSqliteStore(path);
  const idle = openSqliteStore(path);
  fill(busy, 0, 40_000);
  while (idle.purge(olderThan(36_000)).removed > 0);
  fill(busy, 40_000, 80_000);
  expectNoStaleId();
  expectKnown(idle, [36_000, 40_000, 79_999]);
  busy.close();
  idle.close();
});

function makeVersion1(): void {
  const db = new DatabaseSync(path);
  db.exec(`DROP TABLE ids; ALTER TABLE inbox DROP COLUMN ids_up_to; CREATE INDEX events_id_hash ON events (id_hash);
    PRAGMA user_version = 1`);
  db.close();
}

test('A file of version 1 is migrated with all its ids', () => {
  openSqliteStore(path).close();
  makeVersion1();
  const old = openSqliteStore(path);
  fill(old, 0, 1000);
  old.close();
  makeVersion1();
  const store = openSqliteStore(path);
  expectKnown(store, [0, 500, 999]);
  fill(store, 1000, 1500);
  expectKnown(store, [0, 1499]);
  store.close();
});
