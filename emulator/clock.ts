/** The emulator's time in epoch milliseconds: it stands still until somebody moves it, so that every answer can be repeated. */
export interface Clock {
  now(): number;
  /** For the header `Date`, which goes on: two syncs in a row must not get the same times. */
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
