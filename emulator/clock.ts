/**
 * The emulator's time in epoch milliseconds. It stands still until a test moves it, so that every answer is repeatable.
 */
export interface Clock {
  now(): number;
  /** The time for the header `Date`. It keeps running, because two syncs in a row must not get the same times. */
  date(): number;
  set(epochMs: number): void;
  advance(ms: number): void;
}

export function createClock(startMs: number): Clock {
  let nowMs = startMs;
  let movedAt = performance.now();
  function set(epochMs: number): void {
    nowMs = epochMs;
    movedAt = performance.now();
  }
  return {
    now: () => nowMs,
    date: () => nowMs + (performance.now() - movedAt),
    set,
    advance: (ms) => set(nowMs + ms),
  };
}
