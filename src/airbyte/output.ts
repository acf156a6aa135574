import type { Writable } from 'node:stream';

/**
 * The one writer to stdout. Lines come out whole and in the order of the calls; a promise is kept back while the
 * reader of the pipe is slow, so that a producer that awaits it never fills the memory.
 */
export interface Output {
  /**
   * `lines` holds complete lines, each with its line break. Resolves when they have left this process, so that their memory
   * may be used again; rejects once the reader has closed the pipe.
   */
  write(lines: string | Uint8Array): Promise<void>;
  /**
   * Resolves when everything written has left this process: leaving earlier loses lines. Rejects when something could not be
   * written, but not when the reader of a pipe has gone, who wants nothing more.
   */
  flush(): Promise<void>;
}

export function createOutput(stream: Writable): Output {
  let failure: Error | undefined;
  stream.on('error', (error) => {
    failure ??= error;
  });

  return {
    write(lines) {
      return new Promise((resolve, reject) => {
        if (failure !== undefined) reject(failure);
        else stream.write(lines, (error) => (error ? reject(failure ?? error) : resolve()));
      });
    },
    flush() {
      return new Promise((resolve, reject) => {
        const settle = (error?: Error | null) => (error == null || isGone(error) ? resolve() : reject(error));
        if (failure !== undefined) settle(failure);
        else stream.write('', (error) => settle(failure ?? error));
      });
    },
  };
}

function isGone(failure: NodeJS.ErrnoException): boolean {
  return failure.code === 'EPIPE';
}
