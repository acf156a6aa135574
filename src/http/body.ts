import { ConnectorError } from '../airbyte/errors.ts';
import { codeOf, RequestFault } from './fault.ts';

/** A body must bring at least this much per minute of waiting. A slower one would never end. */
const LEAST_BYTES = 1024;
const SLOW_AFTER_MS = 60_000;

export interface BodyLimits {
  /** The longest wait for the next chunk. */
  readonly silentAfterMs: number;
  /** How long a body may bring less than one KiB. Defaults to a minute. */
  readonly slowAfterMs?: number;
  /** Called for each chunk. */
  readonly onPiece?: () => void;
}

/**
 * Yields the chunks of a body. Throws a RequestFault when it breaks off, falls silent or is too slow. The clocks run
 * only while we wait for the server. A socket timeout would also run while the reader of our own output is slow, which
 * is not the server's fault.
 */
export async function* readBody(
  body: AsyncIterable<Uint8Array>,
  { silentAfterMs, slowAfterMs = SLOW_AFTER_MS, onPiece }: BodyLimits,
): AsyncGenerator<Uint8Array> {
  const iterator = body[Symbol.asyncIterator]();
  let giveUp: (fault: RequestFault) => void = () => {};
  // One timer, refreshed per chunk. If it fires while no `next()` is pending, it rejects a settled promise: a no-op.
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

/** Keeps our own error about an unknown content encoding; anything else means that the body was cut. */
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
