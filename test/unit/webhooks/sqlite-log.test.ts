import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { InboxEvent } from '../../../src/webhooks/inbox.ts';
import { openSqliteStore, type SqliteStore } from '../../../src/webhooks/sqlite/store.ts';

const MIB = 1024 * 1024;
/** A log above this size is unusually large. */
const MAX_USUAL_LOG_BYTES = 70 * MIB;

let folder: string;
let path: string;
let ids = 0;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'source-pendo-log-'));
  path = join(folder, 'inbox.sqlite');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function eventOf(bytes: number): InboxEvent {
  ids += 1;
  return { uniqueId: `"${ids}"`, event: null, payload: `{"text":"${'x'.repeat(bytes)}"}`, receivedAtMs: ids };
}

function logBytes(): number {
  return statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
}

function write(store: SqliteStore, mebibytes: number): void {
  for (let written = 0; written < mebibytes; written += 8) store.write([[eventOf(8 * MIB)]]);
}

describe('The write-ahead log', () => {
  test('that grew during a long read of another process shrinks when that has ended, even without further writes.', () => {
    const store = openSqliteStore(path);
    store.write([[eventOf(10)]]);
    const reader = new DatabaseSync(path, { readOnly: true });
    reader.exec('BEGIN');
    reader.prepare('SELECT count(*) FROM events').get();
    write(store, 72);
    store.tidy();
    expect(logBytes()).toBeGreaterThan(MAX_USUAL_LOG_BYTES);
    reader.close();
    store.tidy();
    expect(logBytes()).toBe(0);
    store.close();
  });

  test('also shrinks with later writes.', () => {
    const store = openSqliteStore(path);
    store.write([[eventOf(10)]]);
    const reader = new DatabaseSync(path, { readOnly: true });
    reader.exec('BEGIN');
    reader.prepare('SELECT count(*) FROM events').get();
    write(store, 72);
    reader.close();
    write(store, 32);
    expect(logBytes()).toBeLessThan(MAX_USUAL_LOG_BYTES);
    store.close();
  });

  test('that a crash left behind is written into the file when it is opened again.', () => {
    const store = openSqliteStore(path);
    store.write([[eventOf(MIB)]]);
    const copy = join(folder, 'copy.sqlite');
    for (const part of ['', '-wal']) execFileSync('cp', [path + part, copy + part]);
    store.close();
    path = copy;
    expect(logBytes()).toBeGreaterThan(MIB);
    const again = openSqliteStore(copy);
    expect(logBytes()).toBe(0);
    expect(again.stats().events).toBe(1);
    again.close();
  });
});

/** Only root can mount a small disk. */
function canMount(): boolean {
  const place = mkdtempSync(join(tmpdir(), 'source-pendo-mount-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', place], { stdio: 'ignore' });
    execFileSync('umount', [place]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(place, { recursive: true });
  }
}

describe.skipIf(!canMount())('On a disk of 2 MiB', () => {
  let disk: string;

  beforeEach(() => {
    disk = join(folder, 'disk');
    mkdirSync(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', disk]);
    path = join(disk, 'inbox.sqlite');
  });
  afterEach(() => execFileSync('umount', ['-l', disk]));

  /** Writes until the disk is full. Returns the number of events that were kept. */
  function fill(store: SqliteStore, bytes: number): number {
    for (let kept = 0; ; kept += 1) {
      try {
        store.write([[eventOf(bytes)]]);
      } catch (error) {
        expect(String(error)).toContain('full');
        return kept;
      }
    }
  }

  test.each([
    [300, 2500],
    [5000, 200],
    [100_000, 8],
  ])(
    'events of %i bytes fill the disk and not the log, a crash loses no event, and freed space is used again.',
    (bytes, atLeast) => {
      const store = openSqliteStore(path);
      const kept = fill(store, bytes);
      expect(kept).toBeGreaterThan(atLeast);
      expect(store.stats().events).toBe(kept);
      // Like after a crash: opens the file and its log while another connection has never closed them.
      const again = openSqliteStore(path);
      expect(again.stats().events).toBe(kept);
      again.tidy();
      expect(logBytes()).toBeLessThan(MIB / 2);
      expect(() => again.write([[eventOf(bytes)]])).toThrow('full');
      while (again.purge({ sinceMs: 0, readBeforeMs: ids, unreadBeforeMs: ids, rows: 500 }).removed > 0);
      expect(fill(again, bytes)).toBeGreaterThan(atLeast / 2);
      again.close();
      store.close();
    },
  );

  test('if another program fills the disk, writes fail but no event is lost, and the log is short again afterwards.', () => {
    const store = openSqliteStore(path);
    for (let count = 0; count < 50; count += 1) store.write([[eventOf(5000)]]);
    const other = join(disk, 'other');
    try {
      writeFileSync(other, Buffer.alloc(3 * MIB));
    } catch {
      // The disk is full, as intended.
    }
    expect(() => store.write([[eventOf(5000)]])).toThrow('full');
    const again = openSqliteStore(path);
    expect(again.stats().events).toBe(50);
    rmSync(other);
    expect(logBytes()).toBeGreaterThan(64 * 1024);
    again.write([[eventOf(5000)]]);
    expect(logBytes()).toBeLessThan(64 * 1024);
    expect(again.stats().events).toBe(51);
    again.close();
    store.close();
  });
});
