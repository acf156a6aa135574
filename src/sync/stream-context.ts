import { estimate, rateLimitedStatus, stateMessage, toLine } from '../airbyte/messages.ts';
import type { Output } from '../airbyte/output.ts';
import type { StreamState } from '../airbyte/stream-state.ts';
import type { StreamContext } from './types.ts';

/** Airbyte stops a source that gives neither record nor state for hours; a Pendo that says "ask again later" may mean hours. */
const HEARTBEAT_MS = 20 * 60_000;
/** Ends of a wait that are closer than this are one and the same for a person. */
const SAME_WAIT_MS = 1000;

export interface CountedContext extends StreamContext {
  /** Records emitted so far. */
  readonly records: number;
  /** Prints the last vouched state again if records came after it or none was printed yet. */
  finish(): Promise<void>;
  /** Ends the heartbeat; nothing may come from a stream after its last status. */
  close(): void;
}

export interface ContextOptions {
  readonly stream: string;
  readonly output: Output;
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** How long the stream may be silent before it repeats its last state; absent: twenty minutes. */
  readonly heartbeatMs?: number;
}

/**
 * The context of one stream: counts its records, so that every state says how many came since the one before. In a long
 * silence it repeats the last state, if no record came after it: equal states with records between would fail the sync.
 */
export function createStreamContext(options: ContextOptions): CountedContext {
  const { stream, output, now, signal, heartbeatMs = HEARTBEAT_MS } = options;
  let total = 0;
  let sinceState = 0;
  let vouched: StreamState | undefined;
  let printed: string | undefined;
  /** The end of the wait that Airbyte knows of: many requests wait for the same one. */
  let waitsUntil = 0;

  function print(state: StreamState): Promise<void> {
    const line = toLine(stateMessage(stream, state, sinceState));
    sinceState = 0;
    heartbeat.refresh();
    printed = JSON.stringify(state);
    return output.write(line);
  }

  const heartbeat = setInterval(() => {
    if (vouched !== undefined && sinceState === 0) void print(vouched).catch(() => {});
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
      vouched = state;
      if (JSON.stringify(state) !== printed) await print(state);
    },
    async finish() {
      if (vouched !== undefined && sinceState > 0) await print(vouched);
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
