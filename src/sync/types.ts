import type { StreamState } from '../airbyte/stream-state.ts';

/** Records that are ready to print: complete lines, and their number. */
export interface RecordLines {
  readonly lines: string | Uint8Array;
  readonly records: number;
}

/** A stream's interface to the sync that runs it. */
export interface StreamContext {
  /** Writes records. The promise stays pending while the reader of stdout is slow. */
  emit(batch: RecordLines): Promise<void>;
  /**
   * Prints `state`. Call it only when everything up to it was emitted. Does not print the same state twice in a row.
   */
  checkpoint(state: StreamState): Promise<void>;
  /** Tells Airbyte that Pendo's rate limit makes this stream wait until a time in epoch milliseconds. */
  rateLimited(untilMs: number): void;
  /** Tells Airbyte the estimated number of rows. */
  estimate(rows: number): void;
  /** Aborts when the sync ends early. */
  readonly signal: AbortSignal;
}

/** One configured stream, ready to be read from its state on. Its last call to the context must be a checkpoint. */
export interface StreamTask {
  readonly name: string;
  /** True for a stream with a server of its own. An error that ends the whole sync does not end this stream. */
  readonly hasOwnServer?: boolean;
  read(context: StreamContext): Promise<void>;
}

/** The time range `[from, to)` in epoch milliseconds. */
export interface TimeWindow {
  readonly from: number;
  readonly to: number;
}
