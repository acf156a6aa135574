import { BadAnswerError } from '../records/answer/errors.ts';
import type { TimeWindow } from '../sync/types.ts';
import { DAY_MS } from '../utils/time.ts';
import { timeText } from './state-time.ts';
import type { WarnOnce } from './warn-once.ts';

/**
 * Pendo rounds the ends of a window to whole days of the subscription's time zone (evidence.md#time-series-rounding).
 * If it ignored our filter, an empty bucket's window could still return rows of the day before or after.
 */
const ROUNDING_MS = DAY_MS;

/**
 * Checks where the rows of one answer lie. If all of them lie outside the window, the answer must not pass for an empty
 * one.
 */
export interface WindowCheck {
  /** Whether a row belongs to the window. A row without a time does, because nothing says otherwise. */
  has(time: number | undefined): boolean;
  /** Call it at the end of the answer. Throws a BadAnswerError if there are rows but none inside the window. */
  judge(): void;
  /** Like `judge`, but only warns, for rows that are kept wherever they lie. */
  warn(): void;
}

export interface WindowCheckOptions {
  readonly window: TimeWindow;
  /** How errors call the answer, e.g. `events from 2026-01-01 to 2026-01-08`. */
  readonly what: string;
  readonly warnOnce: WarnOnce;
}

export function createWindowCheck({ window, what, warnOnce }: WindowCheckOptions): WindowCheck {
  let inside = 0;
  let undated = 0;
  let near = 0;
  let far = 0;
  let farTime = 0;

  function has(time: number | undefined): boolean {
    if (time === undefined) undated += 1;
    else if (time >= window.from && time < window.to) inside += 1;
    else if (time >= window.from - ROUNDING_MS && time < window.to + ROUNDING_MS) near += 1;
    else {
      far += 1;
      farTime = time;
    }
    return time === undefined || (time >= window.from && time < window.to);
  }

  function foundFar(): string {
    return `${far} rows of another time, such as ${timeText(farTime)}`;
  }

  return {
    has,
    judge() {
      if (undated > 0) {
        const found = `${undated} rows without a time that can be read`;
        warnOnce('undated', `Pendo's answer for ${what} holds ${found}. They stand in the table at 1970-01-01.`);
      }
      if (far > 0 && inside + undated === 0) {
        throw new BadAnswerError(`for ${what} holds ${foundFar()}, and none of the time asked for`);
      }
      if (far > 0) warnOnce('far', `Pendo's answer for ${what} holds ${foundFar()}. They were left out.`);
      else if (near > 0 && inside + undated === 0) {
        const found = `${near} rows, all of the days before or after`;
        warnOnce('near', `Pendo's answer for ${what} holds ${found}. They were left out here.`);
      }
    },
    warn() {
      if (far > 0) warnOnce('far', `Pendo's answer for ${what} holds ${foundFar()}. They were kept as they came.`);
    },
  };
}
