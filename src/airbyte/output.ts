import type { Writable } from 'node:stream';

/**
 * The only writer to stdout. It writes complete lines in the order of the calls. Its promises stay pending while the
 * reader of the pipe is slow, so a producer that awaits them never fills the memory.
 */
export interface Output {
  /**
   * `lines` holds complete lines, each with its line break. Resolves when they have left this process, so that their
   * memory may be reused. Rejects once the reader has closed the pipe.
   */
  write(lines: string | Uint8Array): Promise<void>;
  /**
   * Resolves when everything written has left this process; exiting earlier loses lines. Rejects when something could
   * not be written, except when the reader has closed the pipe and wants no more.
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
