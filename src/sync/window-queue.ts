import type { TimeWindow } from './types.ts';

/** The lengths of windows in milliseconds. */
export interface WindowSizes {
  readonly first: number;
  readonly longest: number;
  /** A window of this length is not halved further. */
  readonly shortest: number;
}

/** The cost of reading one window. */
export interface Reading {
  readonly bytes: number;
  readonly rows: number;
  readonly ms: number;
}

/** Windows stop growing above these. Row numbers take memory, and a broken answer wastes its bytes and its time. */
const SMALL_BYTES = 64 * 1024 * 1024;
const SMALL_ROWS = 500_000;
const QUICK_MS = 30_000;

/** Divides a range into windows, and adapts their size to what the API can handle. */
export interface WindowQueue {
  next(): TimeWindow | undefined;
  /** Call after an answer: the next windows grow after small, quick answers and shrink after large or slow ones. */
  learn(window: TimeWindow, reading: Reading): void;
  canHalve(window: TimeWindow): boolean;
  /** Call after an answer that was too much. Both halves come next, and later windows are at most as long as a half. */
  halve(window: TimeWindow): void;
}

export function createWindowQueue(range: TimeWindow, sizes: WindowSizes): WindowQueue {
  const returned: TimeWindow[] = [];
  let from = range.from;
  let size = sizes.first;
  return {
    next() {
      const window = returned.shift();
      if (window !== undefined) return window;
      if (from >= range.to) return undefined;
      const to = Math.min(from + size, range.to);
      const dealt = { from, to };
      from = to;
      return dealt;
    },
    learn(window, { bytes, rows, ms }) {
      const isSmall = bytes <= SMALL_BYTES && rows <= SMALL_ROWS && ms <= QUICK_MS;
      const wasFull = window.to - window.from >= size;
      if (isSmall && wasFull) size = Math.min(size * 2, sizes.longest);
      if (!isSmall) size = Math.max(sizes.shortest, Math.min(size, (window.to - window.from) / 2));
      size = Math.ceil(size);
    },
    canHalve(window) {
      return window.to - window.from > sizes.shortest;
    },
    halve(window) {
      const middle = window.from + halfOf(window.to - window.from, sizes.shortest);
      returned.unshift({ from: window.from, to: middle }, { from: middle, to: window.to });
      size = Math.max(sizes.shortest, Math.min(size, middle - window.from));
    },
  };
}

/** Returns a multiple of the shortest length, so that no half is shorter than one bucket. */
function halfOf(length: number, shortest: number): number {
  return Math.max(1, Math.floor(length / shortest / 2)) * shortest;
}
