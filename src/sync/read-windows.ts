import type { LimitFunction } from 'p-limit';
import { ConnectorError } from '../airbyte/errors.ts';
import { createContiguousEnd } from './contiguous-end.ts';
import type { TimeWindow } from './types.ts';
import { createWindowQueue, type Reading, type WindowQueue, type WindowSizes } from './window-queue.ts';

export interface ReadWindowsOptions {
  readonly range: TimeWindow;
  readonly sizes: WindowSizes;
  /** How many windows are under way at once, over all streams that share it. A window is dealt when it may begin: none waits in memory. */
  readonly limit: LimitFunction;
  /** Reads one window whole, or throws; tells what it cost where that says something about the size of the next. */
  readonly read: (window: TimeWindow) => Promise<Reading | undefined>;
  /** Reads a window of the shortest size in other parts than time; throws when that is too much as well. */
  readonly readInParts: (window: TimeWindow) => Promise<void>;
  readonly isTooMuch: (error: unknown) => boolean;
  /** Everything before `end` was read; called each time that it moves. */
  readonly onProgress: (end: number) => Promise<void>;
  /** Failed requests that the stream may cost before it gives up. */
  readonly budget: FailureBudget;
}

/** Bounds what a stream may waste on requests that fail, whatever Pendo answers. */
export interface FailureBudget {
  /** Counts one failed request; throws when there were too many. */
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
 * Reads a range window by window, several at once, halving those that are too much. Resolves when all of it was read;
 * after a failure no new window is begun, those under way are waited for, and the first error is thrown.
 */
export async function readWindows(options: ReadWindowsOptions): Promise<void> {
  const queue = createWindowQueue(options.range, options.sizes);
  const prefix = createContiguousEnd(options.range.from);
  let failed = false;

  async function readOne(window: TimeWindow): Promise<void> {
    try {
      if (!(await readOrHalve(window, queue, options))) return;
      const before = prefix.end;
      prefix.close(window);
      if (prefix.end > before) await options.onProgress(prefix.end);
    } catch (error) {
      // Set `failed` here, not in a later catch: p-limit starts the next window before the rejection propagates.
      failed = true;
      throw error;
    }
  }

  /** Whether there was one. */
  async function readNext(): Promise<boolean> {
    const window = failed ? undefined : queue.next();
    if (window !== undefined) await readOne(window);
    return window !== undefined;
  }

  async function work(): Promise<void> {
    while (await options.limit(readNext));
  }

  // The first answer tells how long the next windows may be: until then, several at once could be too much for us.
  await options.limit(readNext);
  const results = await Promise.allSettled(Array.from({ length: options.limit.concurrency }, work));
  const failure = results.find((result) => result.status === 'rejected');
  if (failure !== undefined) throw failure.reason;
}

/** Whether the window was read; otherwise its halves are in the queue. */
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
