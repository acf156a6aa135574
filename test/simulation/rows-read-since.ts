const HOUR_MS = 3_600_000;
/** A deep reading is due when the last one began so long ago. */
const DEEP_EVERY_MS = 23 * HOUR_MS;
/** What the connector calls "now" is up to a second before the clock, and some seconds behind it when a sync takes long. */
const SLACK_MS = 60_000;

export interface Attempt {
  /** The emulator's clock when it began. */
  readonly at: number;
  readonly lookbackMs: number;
  /** What is read again with each sync. */
  readonly newestMs: number;
  /** Where the config's last day ends, or infinity. */
  readonly endMs: number;
}

/**
 * From when on the rows of a stream have to be, by the design's "Reading without losing", told from what happened outside
 * the connector only: when syncs began, which of them completed, and which left any state behind. Where an attempt that broke may or
 * may not have finished a reading, the weaker promise counts.
 */
export interface ReadSince {
  /** A state came, but not the end. */
  broke(attempt: Attempt): void;
  completed(attempt: Attempt): void;
  /** The next attempt reads everything anew. */
  restart(): void;
  /** The earliest moment from which the rows of a bucket may stem; `time` is the bucket's, absent for rows without one. */
  since(time: number | undefined): number;
}

interface Promised {
  readonly from: number;
  readonly to: number;
  readonly since: number;
}

/** For streams that are read whole or by what changed: nothing is older than the attempt that began the reading. */
export function readSinceByChange(): ReadSince {
  let broken: number[] = [];
  let since = Number.POSITIVE_INFINITY;
  return {
    broke: ({ at }) => broken.push(at),
    completed({ at }) {
      since = broken[0] ?? at;
      broken = [];
    },
    restart() {
      broken = [];
    },
    since: () => since,
  };
}

/** For streams that are read by time: the newest with each sync, what the lookback covers once a day. */
export function readSinceByBucket(): ReadSince {
  let promises: Promised[] = [];
  let broken: Attempt[] = [];
  let end: number | undefined;
  /** The last deep reading that counts began between these. */
  let deep = { earliest: 0, latest: 0 };

  const promiseUpTo =
    ({ endMs }: Attempt) =>
    (from: number, since: number) =>
      promises.push({ from: from + SLACK_MS, to: endMs, since });

  function firstReading(attempt: Attempt): void {
    const began = broken[0]?.at ?? attempt.at;
    const promise = promiseUpTo(attempt);
    promise(Number.NEGATIVE_INFINITY, began);
    promise(readTo(broken, Number.NEGATIVE_INFINITY) - attempt.newestMs, attempt.at);
    deep = { earliest: began, latest: latestDeep(began, [...broken, attempt]) };
  }

  function laterReading(attempt: Attempt, before: number): void {
    const began = broken[0]?.at ?? attempt.at;
    const promise = promiseUpTo(attempt);
    promise(before - attempt.newestMs, began);
    promise(readTo(broken, before) - attempt.newestMs, attempt.at);
    const isDue = attempt.at - deep.latest >= DEEP_EVERY_MS + SLACK_MS;
    const lookbackMs = Math.min(...[...broken, attempt].map((one) => one.lookbackMs));
    if (isDue) promise(deep.latest - lookbackMs, began);
    const latest = latestDeep(deep.earliest, [...broken, attempt]);
    deep = { earliest: isDue ? began : deep.earliest, latest: Math.max(deep.latest, latest) };
  }

  return {
    broke: (attempt) => broken.push(attempt),
    completed(attempt) {
      if (end === undefined) firstReading(attempt);
      else laterReading(attempt, end);
      end = Math.min(attempt.at, attempt.endMs);
      broken = [];
    },
    restart() {
      promises = [];
      broken = [];
      end = undefined;
    },
    since: (time = 0) =>
      Math.max(...promises.filter(({ from, to }) => from <= time && time < to).map(({ since }) => since)),
  };
}

/** Up to where attempts that broke can have moved the state. */
function readTo(broken: readonly Attempt[], before: number): number {
  return Math.max(before, ...broken.map(({ at, endMs }) => Math.min(at, endMs)));
}

/** The last of the attempts that may have been a deep reading. */
function latestDeep(earliest: number, attempts: readonly Attempt[]): number {
  const deep = attempts.filter(({ at }) => at - earliest >= DEEP_EVERY_MS - SLACK_MS);
  return deep.at(-1)?.at ?? earliest;
}
