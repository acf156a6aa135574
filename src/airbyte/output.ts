import type { Writable } from 'node:stream';

/**
 * The one writer to stdout. Lines come out whole and in the order of the calls; a promise is kept back while the
 * reader of the pipe is slow, so that a producer that awaits it never fills the memory.
 */
export interface Output {
  /** `lines` holds complete lines, each with its line break. Rejects once the reader has closed the pipe. */
  write(lines: string | Uint8Array): Promise<void>;
  /** Resolves when everything written has left this process: leaving earlier loses lines. */
  flush(): Promise<void>;
}

export function createOutput(stream: Writable): Output {
  let failure: Error | undefined;
  let draining: Promise<void> | undefined;
  stream.on('error', (error) => {
    failure ??= error;
  });

  function drained(): Promise<void> {
    draining ??= new Promise((resolve, reject) => {
      const settle = () => {
        draining = undefined;
        stream.off('drain', settle);
        stream.off('error', settle);
        stream.off('close', settle);
        if (failure === undefined) resolve();
        else reject(failure);
      };
      stream.on('drain', settle).on('error', settle).on('close', settle);
    });
    return draining;
  }

  return {
    write(lines) {
      if (failure !== undefined) return Promise.reject(failure);
      return stream.write(lines) ? Promise.resolve() : drained();
    },
    flush() {
      return new Promise((resolve) => {
        if (failure !== undefined) resolve();
        else stream.write('', () => resolve());
      });
    },
  };
}
