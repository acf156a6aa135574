/** Shows what the demo is doing. */
export interface Progress {
  /** Prints a line that stays. */
  line(text: string): void;
  /** Prints a line that the next one replaces. Prints nothing if the output is not a terminal. */
  live(text: string): void;
}

export interface ProgressTarget {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const LIVE_EVERY_MS = 100;
const CLEAR_LINE = '\r\u001b[2K';

/** On a terminal the live line changes at most ten times per second. A file or a pipe gets only complete lines. */
export function createProgress(target: ProgressTarget): Progress {
  const clear = target.isTTY === true ? CLEAR_LINE : '';
  let shownAtMs = 0;
  return {
    line: (text) => {
      target.write(`${clear}${text}\n`);
    },
    live: (text) => {
      if (clear === '' || Date.now() - shownAtMs < LIVE_EVERY_MS) return;
      shownAtMs = Date.now();
      target.write(`${clear}${text}`);
    },
  };
}
