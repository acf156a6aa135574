import { estimate, rateLimitedStatus, type StreamState, stateMessage, toLine } from '../airbyte/messages.ts';
import type { Output } from '../airbyte/output.ts';
import type { StreamContext } from './types.ts';

export interface CountedContext extends StreamContext {
  /** Records emitted so far. */
  readonly records: number;
  /** Prints the last vouched state again if records came after it or none was printed yet. */
  finish(): Promise<void>;
}

export interface ContextOptions {
  readonly stream: string;
  readonly output: Output;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/** The context of one stream: counts its records, so that every state says how many came since the one before. */
export function createStreamContext(options: ContextOptions): CountedContext {
  const { stream, output, now, signal } = options;
  let total = 0;
  let sinceState = 0;
  let vouched: StreamState | undefined;
  let printed: string | undefined;

  function print(state: StreamState): Promise<void> {
    const line = toLine(stateMessage(stream, state, sinceState));
    sinceState = 0;
    printed = JSON.stringify(state);
    return output.write(line);
  }

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
    rateLimited(untilMs) {
      void output.write(toLine(rateLimitedStatus(stream, untilMs, now()))).catch(() => {});
    },
    estimate(rows) {
      void output.write(toLine(estimate(stream, rows, now()))).catch(() => {});
    },
  };
}
