import { TooMuchError } from '../airbyte/errors.ts';

/**
 * Passes chunks on, and fails when the next one takes longer than `idleMs`. The clock runs only while we wait for
 * Pendo: a slow reader of our own output is no fault of the answer, which a timeout on the socket could not tell.
 */
export async function* failWhenIdle(
  chunks: AsyncIterable<Uint8Array>,
  idleMs: number,
  what: string,
): AsyncGenerator<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await raceIdle(iterator.next(), idleMs, what);
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    // Not awaited: an iterator whose next() never settles would never return either.
    iterator.return?.().catch(() => {});
  }
}

function raceIdle<T>(next: Promise<T>, idleMs: number, what: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      const message = `Pendo stopped sending in the middle of its answer for ${what}: nothing came for ${idleMs / 1000} s.`;
      reject(new TooMuchError({ failureType: 'transient_error', message }));
    }, idleMs);
    next.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
