import type { StreamState } from '../airbyte/stream-state.ts';

/** Records that are ready to be printed: complete lines, and how many they are. */
export interface RecordLines {
  readonly lines: string | Uint8Array;
  readonly records: number;
}

/** What a stream sees of the sync it takes part in. */
export interface StreamContext {
  /** Writes records; waits while the reader of stdout is slow. */
  emit(batch: RecordLines): Promise<void>;
  /** Vouches that everything up to `state` was emitted. A state that equals the one before is not printed again. */
  checkpoint(state: StreamState): Promise<void>;
  /** Tells Airbyte that Pendo makes this stream wait until then, in epoch milliseconds. */
  rateLimited(untilMs: number): void;
  /** Tells Airbyte about how many rows will come. */
  estimate(rows: number): void;
  /** Aborts when the sync ends early. */
  readonly signal: AbortSignal;
}

/** One configured stream, ready to be read from where its state stands. Its last call is a checkpoint. */
export interface StreamTask {
  readonly name: string;
  /** Set where the stream has a server of its own: an error that ends the sync of the others does not end it. */
  readonly hasOwnServer?: boolean;
  read(context: StreamContext): Promise<void>;
}

/** Epoch milliseconds, `[from, to)`. */
export interface TimeWindow {
  readonly from: number;
  readonly to: number;
}
