import { estimate, rateLimitedStatus, stateMessage, toLine } from '../airbyte/messages.ts';
import type { Output } from '../airbyte/output.ts';
import type { StreamState } from '../airbyte/stream-state.ts';
import type { StreamContext } from './types.ts';

/**
 * Airbyte kills a source that emits no record or state for hours, and waiting for Pendo's rate limit can take hours.
 */
const HEARTBEAT_MS = 20 * 60_000;
/** Waits that end within this time of each other are reported only once. */
const SAME_WAIT_MS = 1000;

export interface CountedContext extends StreamContext {
  /** Records emitted so far. */
  readonly records: number;
  /** Prints the last checkpoint again if records were emitted after it. */
  finish(): Promise<void>;
  /** Ends the heartbeat: a stream must not print anything after its last status. */
  close(): void;
}

export interface ContextOptions {
  readonly stream: string;
  readonly output: Output;
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** How long the stream may be silent before it repeats its last state. Defaults to twenty minutes. */
  readonly heartbeatMs?: number;
}

/**
 * Creates the context of one stream. It counts records, because every state message holds the number of records since
 * the previous one. During a long silence it repeats the last state, but only if no record followed it: Airbyte fails a
 * sync that emits equal states with records in between.
 */
export function createStreamContext(options: ContextOptions): CountedContext {
  const { stream, output, now, signal, heartbeatMs = HEARTBEAT_MS } = options;
  let total = 0;
  let sinceState = 0;
  let checkpointed: StreamState | undefined;
  let printed: string | undefined;
  /** The end of the wait that Airbyte already knows about: many requests wait for the same pause. */
  let waitsUntil = 0;

  function print(state: StreamState): Promise<void> {
    const line = toLine(stateMessage(stream, state, sinceState));
    sinceState = 0;
    heartbeat.refresh();
    printed = JSON.stringify(state);
    return output.write(line);
  }

  const heartbeat = setInterval(() => {
    if (checkpointed !== undefined && sinceState === 0) void print(checkpointed).catch(() => {});
  }, heartbeatMs).unref();

  return {
    signal,
    get records() {
      return total;
    },
    emit({ lines, records }) {
      signal.throwIfAborted();
      if (records === 0) return Promise.resolve();
      total += records;
      sinceState += records;
      heartbeat.refresh();
      return output.write(lines);
    },
    async checkpoint(state) {
      signal.throwIfAborted();
      checkpointed = state;
      if (JSON.stringify(state) !== printed) await print(state);
    },
    async finish() {
      if (checkpointed !== undefined && sinceState > 0) await print(checkpointed);
    },
    close() {
      clearInterval(heartbeat);
    },
    rateLimited(untilMs) {
      if (untilMs < waitsUntil + SAME_WAIT_MS) return;
      waitsUntil = untilMs;
      void output.write(toLine(rateLimitedStatus(stream, untilMs, now()))).catch(() => {});
    },
    estimate(rows) {
      void output.write(toLine(estimate(stream, rows, now()))).catch(() => {});
    },
  };
}
