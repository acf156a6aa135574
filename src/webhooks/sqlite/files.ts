import { renameSync, type Stats, statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** What lies beside the file while it is open: the write-ahead log and its index. */
const LOG = '-wal';
const PARTS = ['', LOG, '-shm'] as const;
const EMPTIED = '.emptied';

/** The files of an open inbox, as the disk shows them. They are never opened here: closing them would drop SQLite's locks. */
export interface InboxFiles {
  /** Whether they are those that were there at the beginning. */
  areInPlace(): boolean;
  /**
   * Renames what was emptied in place, before it is closed: else SQLite would carry a part of the log over into the empty file, and
   * nobody could open that.
   */
  setAsideEmptied(): void;
  logBytes(): number;
  /** What is left on their disk for this user. */
  freeBytes(): number;
}

/** Comes when the files are there: after the first look into the database. */
export function watchFiles(path: string): InboxFiles {
  const before = PARTS.map((part) => stat(path + part));

  function isSame(part: string, index: number): boolean {
    const [was, now] = [before[index], stat(path + part)];
    // One that was not there yet may come.
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
