import type { DatabaseSync } from 'node:sqlite';
import type { InboxFiles } from './files.ts';
import { LOG_BYTES, shrinkLog } from './open-database.ts';

/** So much of the disk stays free beside what the log needs, to carry it over into the file. */
const SPARE_BYTES = 128 * 1024;
/** Once in the log and once in the file. */
const LOGGED_TWICE = 2;
const PAGE_BYTES = 4096;
/** A log that is worth the work when nobody writes. */
const WORTH_SHRINKING_BYTES = 64 * 1024;
/** The code of SQLite's own error of this kind: the connection is sound. */
const SQLITE_FULL = 13;
/** So many times fewer rows are tried when there was no room for all. */
const FEWER = 8;

/** Keeps the write-ahead log short enough for its disk. */
export interface LogKeeper {
  /**
   * Comes before a transaction that adds so many bytes; throws when the disk has no room for it. A log that filled the disk
   * could never be carried over into the file: it would stay, and so would the full disk.
   */
  makeRoom(bytes: number): void;
  /** Does `work` on so many rows, or on fewer where the disk has no room for that: what removes rows needs some, too. */
  withLittleRoom<T>(rows: number, work: (rows: number) => T): T;
  /** SQLite itself shrinks the log only when somebody writes: one that grew under a long look from outside would stay. */
  tidy(): void;
}

export function createLogKeeper(db: DatabaseSync, files: InboxFiles): LogKeeper {
  const freePages = db.prepare('PRAGMA freelist_count');
  let isIdle = true;
  // There was no room to carry it over when the file was opened.
  let isOverdue = files.logBytes() > 0;

  return {
    makeRoom(bytes) {
      // A probe of whether the inbox can be written adds nothing.
      if (bytes > 0) isIdle = false;
      const isEnough = (freeInFile: number) =>
        files.freeBytes() + freeInFile >= files.logBytes() + LOGGED_TWICE * bytes + SPARE_BYTES;
      const hasRoom = isEnough(0);
      if (!hasRoom || isOverdue) shrinkLog(db);
      isOverdue = !hasRoom && !isEnough(Number(freePages.get()?.freelist_count) * PAGE_BYTES);
      if (isOverdue) throw Object.assign(new Error('database or disk is full'), { errcode: SQLITE_FULL });
    },
    withLittleRoom(rows, work) {
      try {
        return work(rows);
      } catch (error) {
        if (rows <= 1 || !isDiskFull(error)) throw error;
        shrinkLog(db);
        return this.withLittleRoom(Math.floor(rows / FEWER), work);
      }
    },
    tidy() {
      if (files.logBytes() > (isIdle ? WORTH_SHRINKING_BYTES : LOG_BYTES)) shrinkLog(db);
      isIdle = true;
    },
  };
}

function isDiskFull(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_FULL;
}
