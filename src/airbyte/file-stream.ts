import { fstatSync, ftruncateSync, writeSync } from 'node:fs';
import { Writable } from 'node:stream';

const LINE_FEED = 0x0a;

/**
 * A stream into an open file. A disk that is nearly full takes a piece of what it is given and says so in the return value only,
 * which Node's own stdout passes over: here the rest is written as well, or the write fails. What is left of a line that did
 * not fit is cut off again, so that the file ends with a whole line.
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

  /** Only where nobody else wrote into the file: what we cut off must be ours. */
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
