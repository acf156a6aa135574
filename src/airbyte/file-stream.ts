import { fstatSync, ftruncateSync, writeSync } from 'node:fs';
import { Writable } from 'node:stream';

const LINE_FEED = 0x0a;

/**
 * Creates a stream that writes to an open file. When a disk is nearly full, write() may store only a part of the data
 * and report that in its return value, which Node's own stdout ignores. This stream writes the rest too, or fails. It
 * cuts off the rest of a line that did not fit, so that the file ends with a complete line.
 */
export function createFileStream(fd: number): Writable {
  const startBytes = fstatSync(fd).size;
  let writtenBytes = 0;

  function writeAll(bytes: Uint8Array): void {
    let at = 0;
    try {
      while (at < bytes.length) at += writeSome(fd, bytes, at);
    } catch (error) {
      cutBehindLastLine(bytes.subarray(0, at));
      throw error;
    }
    writtenBytes += bytes.length;
  }

  /** Cuts only if nobody else has written to the file: we must not cut off another writer's data. */
  function cutBehindLastLine(taken: Uint8Array): void {
    const end = startBytes + writtenBytes + taken.length;
    const piece = taken.length - (taken.lastIndexOf(LINE_FEED) + 1);
    if (piece > 0 && fstatSync(fd).size === end) ftruncateSync(fd, end - piece);
  }

  return new Writable({
    write(chunk: Uint8Array, _encoding, done) {
      try {
        writeAll(chunk);
        done();
      } catch (error) {
        done(error instanceof Error ? error : new Error(String(error)));
      }
    },
  });
}

function writeSome(fd: number, bytes: Uint8Array, at: number): number {
  const written = writeSync(fd, bytes, at);
  if (written > 0) return written;
  throw Object.assign(new Error('The file takes no more bytes.'), { code: 'ENOSPC' });
}
