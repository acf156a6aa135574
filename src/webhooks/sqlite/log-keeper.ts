import type { DatabaseSync } from 'node:sqlite';
import type { InboxFiles } from './files.ts';
import { LOG_BYTES, shrinkLog } from './open-database.ts';

/** Disk space to keep free for the checkpoint, beside what the log itself needs. */
const SPARE_BYTES = 128 * 1024;
/** A write needs room twice: in the log and, after the checkpoint, in the database file. */
const LOGGED_TWICE = 2;
const PAGE_BYTES = 4096;
/** When nobody writes, checkpoint a log above this size. */
const WORTH_SHRINKING_BYTES = 64 * 1024;
/** SQLite's own code for a full disk. The connection stays usable after it. */
const SQLITE_FULL = 13;
/** Retry with this many times fewer rows when there was no room for all. */
const FEWER = 8;

/** Keeps the write-ahead log small enough for its disk. */
export interface LogKeeper {
  /**
   * Call before a transaction that adds this many bytes. Throws when the disk has no room for it. A log that fills the
   * disk could never be checkpointed, so the disk would stay full.
   */
  makeRoom(bytes: number): void;
  /** Runs `work` on `rows` rows, or on fewer when the disk has no room: deleting rows needs space too. */
  withLittleRoom<T>(rows: number, work: (rows: number) => T): T;
  /**
   * Shrinks a long log. SQLite does so only on a write, so a log that grew during another process's long read would
   * stay.
   */
  tidy(): void;
}

export function createLogKeeper(db: DatabaseSync, files: InboxFiles): LogKeeper {
  const freePages = db.prepare('PRAGMA freelist_count');
  let isIdle = true;
  // A log that is left after opening could not be checkpointed for lack of room.
  let isOverdue = files.logBytes() > 0;

  return {
    makeRoom(bytes) {
      // A readiness probe writes no events and does not count as activity.
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
