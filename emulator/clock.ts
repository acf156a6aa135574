/** The emulator's time in epoch milliseconds: it stands still until somebody moves it, so that every answer can be repeated. */
export interface Clock {
  now(): number;
  set(epochMs: number): void;
  advance(ms: number): void;
}

export function createClock(startMs: number): Clock {
  let nowMs = startMs;
  return {
    now: () => nowMs,
    set: (epochMs) => {
      nowMs = epochMs;
    },
    advance: (ms) => {
      nowMs += ms;
    },
  };
}
