import { ConnectorError } from '../airbyte/errors.ts';
import { codeOf, RequestFault } from './fault.ts';

/** An answer that has begun brings at least so much in a minute of waiting: less than that never ends. */
const LEAST_BYTES = 1024;
const SLOW_AFTER_MS = 60_000;

export interface BodyLimits {
  /** The longest wait for the next piece. */
  readonly silentAfterMs: number;
  /** How long an answer may bring less than a KiB; absent: a minute. */
  readonly slowAfterMs?: number;
  /** Called with each piece. */
  readonly onPiece?: () => void;
}

/**
 * Passes the pieces of a body on. Throws a RequestFault when it breaks off, falls silent or crawls. The clocks run only
 * while we wait for the server: a slow reader of our own output is no fault of the answer, which a timeout on the socket
 * could not tell.
 */
export async function* readBody(
  body: AsyncIterable<Uint8Array>,
  { silentAfterMs, slowAfterMs = SLOW_AFTER_MS, onPiece }: BodyLimits,
): AsyncGenerator<Uint8Array> {
  const iterator = body[Symbol.asyncIterator]();
  let giveUp: (fault: RequestFault) => void = () => {};
  // One for all pieces, begun anew for each. It may run out while nobody waits; `giveUp` then rejects what is settled.
  const timer = setTimeout(() => giveUp(new RequestFault({ kind: 'silent' })), silentAfterMs);
  const nextInTime = (): Promise<IteratorResult<Uint8Array, unknown>> => {
    timer.refresh();
    return new Promise((resolve, reject) => {
      giveUp = reject;
      iterator.next().then(resolve, (error: unknown) => reject(brokenBy(error)));
    });
  };
  const speed = createSpeedCheck(slowAfterMs);
  try {
    for (;;) {
      const askedAt = performance.now();
      const next = await nextInTime();
      if (next.done === true) return;
      onPiece?.();
      speed.came(next.value.length, performance.now() - askedAt);
      yield next.value;
    }
  } finally {
    clearTimeout(timer);
    // Not awaited: an iterator whose next() never settles would never return either.
    iterator.return?.().catch(() => {});
  }
}

/** What undoes the compression says itself when it does not know it. */
function brokenBy(error: unknown): Error {
  return error instanceof ConnectorError ? error : new RequestFault({ kind: 'cut', code: codeOf(error) });
}

function createSpeedCheck(slowAfterMs: number): { came(bytes: number, waitedMs: number): void } {
  let bytes = 0;
  let waitedMs = 0;
  return {
    came(newBytes, newWaitedMs) {
      bytes += newBytes;
      waitedMs += newWaitedMs;
      if (waitedMs < slowAfterMs) return;
      if (bytes < LEAST_BYTES) throw new RequestFault({ kind: 'slow' });
      bytes = 0;
      waitedMs = 0;
    },
  };
}
