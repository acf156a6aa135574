import type { LimitFunction } from 'p-limit';
import { ConnectorError } from '../airbyte/errors.ts';
import { createContiguousEnd } from './contiguous-end.ts';
import type { TimeWindow } from './types.ts';
import { createWindowQueue, type Reading, type WindowQueue, type WindowSizes } from './window-queue.ts';

export interface ReadWindowsOptions {
  readonly range: TimeWindow;
  readonly sizes: WindowSizes;
  /** Limits the windows that are read at once, over all streams that share it. */
  readonly limit: LimitFunction;
  /**
   * Reads one whole window, or throws. Returns the cost if it says something about the best size of the next window.
   */
  readonly read: (window: TimeWindow) => Promise<Reading | undefined>;
  /** Reads a window of the shortest size in parts other than time ranges. Throws when a part is still too much. */
  readonly readInParts: (window: TimeWindow) => Promise<void>;
  readonly isTooMuch: (error: unknown) => boolean;
  /** Called each time `end` moves. Everything before `end` has been read. */
  readonly onProgress: (end: number) => Promise<void>;
  /** How many failed requests the stream may cause before it gives up. */
  readonly budget: FailureBudget;
}

/** Limits the number of failed requests per stream, whatever Pendo answers. */
export interface FailureBudget {
  /** Counts one failed request. Throws when there were too many. */
  spend(error: unknown): void;
}

export function createFailureBudget(limit: number): FailureBudget {
  let spent = 0;
  return {
    spend(error) {
      spent += 1;
      if (spent <= limit) return;
      const reason = error instanceof Error ? ` The last one: ${error.message}` : '';
      const message = `Gave up after ${spent} failed requests.${reason}`;
      throw new ConnectorError({ failureType: 'transient_error', message, cause: error });
    },
  };
}

/**
 * Reads a range window by window, several at once, and halves windows that are too much for one request. Resolves when
 * the whole range has been read. After a failure it starts no new window, waits for the running ones and throws the
 * first error.
 */
export async function readWindows(options: ReadWindowsOptions): Promise<void> {
  const queue = createWindowQueue(options.range, options.sizes);
  const readUpTo = createContiguousEnd(options.range.from);
  let failed = false;

  async function readOne(window: TimeWindow): Promise<void> {
    try {
      if (!(await readOrHalve(window, queue, options))) return;
      const before = readUpTo.end;
      readUpTo.close(window);
      if (readUpTo.end > before) await options.onProgress(readUpTo.end);
    } catch (error) {
      // Set `failed` here, not in a later catch: p-limit starts the next window before the rejection propagates.
      failed = true;
      throw error;
    }
  }

  /** Takes a window only when it may start, so that none waits in memory. Returns whether there was one. */
  async function readNext(): Promise<boolean> {
    const window = failed ? undefined : queue.next();
    if (window !== undefined) await readOne(window);
    return window !== undefined;
  }

  async function work(): Promise<void> {
    while (await options.limit(readNext));
  }

  // Read the first window alone: its answer shows how long the next ones may be. Several at once could be too much
  // before.
  await options.limit(readNext);
  const results = await Promise.allSettled(Array.from({ length: options.limit.concurrency }, work));
  const failure = results.find((result) => result.status === 'rejected');
  if (failure !== undefined) throw failure.reason;
}

/** Returns whether the window was read. If not, its halves are now in the queue. */
async function readOrHalve(window: TimeWindow, queue: WindowQueue, options: ReadWindowsOptions): Promise<boolean> {
  try {
    const reading = await options.read(window);
    if (reading !== undefined) queue.learn(window, reading);
    return true;
  } catch (error) {
    if (!options.isTooMuch(error)) throw error;
    options.budget.spend(error);
    if (queue.canHalve(window)) {
      queue.halve(window);
      return false;
    }
    await options.readInParts(window);
    return true;
  }
}
