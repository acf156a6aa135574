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
  let giveUp: (error: Error) => void = () => {};
  // One for all chunks, begun anew for each. It may run out while nobody waits; `giveUp` then rejects what is settled.
  const timer = setTimeout(() => {
    const message = `Pendo stopped sending in the middle of its answer for ${what}: nothing came for ${idleMs / 1000} s.`;
    giveUp(new TooMuchError({ failureType: 'transient_error', message }));
  }, idleMs);
  const nextInTime = (): Promise<IteratorResult<Uint8Array, unknown>> => {
    timer.refresh();
    return new Promise((resolve, reject) => {
      giveUp = reject;
      iterator.next().then(resolve, reject);
    });
  };
  try {
    for (let next = await nextInTime(); next.done !== true; next = await nextInTime()) yield next.value;
  } finally {
    clearTimeout(timer);
    // Not awaited: an iterator whose next() never settles would never return either.
    iterator.return?.().catch(() => {});
  }
}
