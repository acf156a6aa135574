/** Where the demo tells what it is doing. */
export interface Progress {
  /** One line that stays. */
  line(text: string): void;
  /** A line that the next one replaces; nothing where nobody watches. */
  live(text: string): void;
}

export interface ProgressTarget {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const LIVE_EVERY_MS = 100;
const CLEAR_LINE = '\r\u001b[2K';

/** On a terminal the live line is renewed ten times a second at most; in a file or a pipe there are only whole lines. */
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
