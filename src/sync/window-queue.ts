import type { TimeWindow } from './types.ts';

/** How long windows may be, in milliseconds. */
export interface WindowSizes {
  readonly first: number;
  readonly longest: number;
  /** A window of this length is not halved any more. */
  readonly shortest: number;
}

/** What reading one window cost. */
export interface Reading {
  readonly bytes: number;
  readonly rows: number;
  readonly ms: number;
}

/** Above these, a window is big enough: rows cost memory for their numbers, bytes and time are lost when an answer breaks. */
const SMALL_BYTES = 64 * 1024 * 1024;
const SMALL_ROWS = 500_000;
const QUICK_MS = 30_000;

/** Deals out a range as windows whose size follows what the API bears. */
export interface WindowQueue {
  next(): TimeWindow | undefined;
  /** After an answer: small and quick ones let the next windows grow. */
  learn(window: TimeWindow, reading: Reading): void;
  canHalve(window: TimeWindow): boolean;
  /** After an answer that was too much: both halves come next, and later windows are no longer than a half. */
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

/** A whole number of the shortest windows, so that halving never makes a window shorter than one bucket. */
function halfOf(length: number, shortest: number): number {
  return Math.max(1, Math.floor(length / shortest / 2)) * shortest;
}
