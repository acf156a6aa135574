import { renameSync, type Stats, statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Suffixes of the files that SQLite keeps while the database is open: the database, its write-ahead log and its index.
 */
const LOG = '-wal';
const PARTS = ['', LOG, '-shm'] as const;
const EMPTIED = '.emptied';

/** Watches the files of an open inbox by name. Never opens them: closing one again would drop SQLite's POSIX locks. */
export interface InboxFiles {
  /** Whether they are still the files that were there when watching began. */
  areInPlace(): boolean;
  /**
   * Renames a database file that was truncated to zero bytes. Call it before the database is closed: SQLite would
   * otherwise write a part of the log into the empty file, which nobody could open then.
   */
  setAsideEmptied(): void;
  logBytes(): number;
  /** The free space on their disk for this user. */
  freeBytes(): number;
}

/** Must be called when the files exist, which is after the first query. */
export function watchFiles(path: string): InboxFiles {
  const before = PARTS.map((part) => stat(path + part));

  function isSame(part: string, index: number): boolean {
    const [was, now] = [before[index], stat(path + part)];
    // A file that did not exist yet may appear.
    if (was === undefined) return true;
    return now !== undefined && now.ino === was.ino && now.dev === was.dev && (part !== '' || now.size > 0);
  }

  return {
    areInPlace: () => PARTS.every(isSame),
    setAsideEmptied() {
      if (stat(path)?.size !== 0) return;
      for (const part of PARTS) {
        if (stat(path + part) !== undefined) renameSync(path + part, path + EMPTIED + part);
      }
    },
    logBytes: () => stat(path + LOG)?.size ?? 0,
    freeBytes() {
      const { bavail, bsize } = statfsSync(dirname(path));
      return bavail * bsize;
    },
  };
}

function stat(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false });
}
