const HOUR_MS = 3_600_000;
/** A deep read is due this long after the last one began. */
const DEEP_EVERY_MS = 23 * HOUR_MS;
/** The connector's "now" is up to a second ahead of the clock, and some seconds behind it when a sync takes long. */
const SLACK_MS = 60_000;

export interface Attempt {
  /** The emulator's clock when the attempt began. */
  readonly at: number;
  /** What it said when the attempt ended. A stream may have begun at any moment in between. */
  readonly endedAt: number;
  readonly lookbackMs: number;
  /** How far back from the state every sync reads again. */
  readonly newestMs: number;
  /** Where the config's last day ends, or infinity. */
  readonly endMs: number;
}

/**
 * How recently the rows of a stream must have been read, by the design's "Reading without losing". Knows only what can
 * be seen from outside the connector: when syncs began, which of them completed, and which left a state behind. Where
 * an interrupted attempt may or may not have finished a read, assumes that it did not.
 */
export interface ReadSince {
  /** A state came, but the sync did not complete. */
  interrupted(attempt: Attempt): void;
  completed(attempt: Attempt): void;
  /** The next attempt reads everything from the start. */
  restart(): void;
  /** The earliest moment at which the rows of a bucket may have been read. Streams without buckets pass no time. */
  forBucket(time: number | undefined): number;
}

/** The buckets of this range were read at `since` or later. */
interface ReadRange {
  readonly from: number;
  readonly to: number;
  readonly since: number;
}

/** For streams that are read whole or by what changed: no row is older than the attempt that began the read. */
export function readSinceByChange(): ReadSince {
  let interrupted: number[] = [];
  let since = Number.POSITIVE_INFINITY;
  return {
    interrupted: ({ at }) => interrupted.push(at),
    completed({ at }) {
      since = interrupted[0] ?? at;
      interrupted = [];
    },
    restart() {
      interrupted = [];
    },
    forBucket: () => since,
  };
}

/** For streams that are read by time: every sync reads the newest buckets again, and once a day the whole lookback. */
export function readSinceByBucket(): ReadSince {
  let ranges: ReadRange[] = [];
  let interrupted: Attempt[] = [];
  let end: number | undefined;
  /** The last deep read that counts began between these two moments. */
  let deep = { earliest: 0, latest: 0 };

  const rangesUpTo =
    ({ endMs }: Attempt) =>
    (from: number, since: number) =>
      ranges.push({ from: from + SLACK_MS, to: endMs, since });

  function firstRead(attempt: Attempt): void {
    const began = interrupted[0]?.at ?? attempt.at;
    const addRange = rangesUpTo(attempt);
    addRange(Number.NEGATIVE_INFINITY, began);
    addRange(stateAfter(interrupted, Number.NEGATIVE_INFINITY) - attempt.newestMs, attempt.at);
    deep = { earliest: began, latest: latestDeep(interrupted[0] ?? attempt, [...interrupted, attempt]) };
  }

  function laterRead(attempt: Attempt, before: number): void {
    const began = interrupted[0]?.at ?? attempt.at;
    const addRange = rangesUpTo(attempt);
    addRange(before - attempt.newestMs, began);
    addRange(stateAfter(interrupted, before) - attempt.newestMs, attempt.at);
    const isDeepDue = attempt.at - deep.latest >= DEEP_EVERY_MS + SLACK_MS;
    const lookbackMs = Math.min(...[...interrupted, attempt].map((one) => one.lookbackMs));
    if (isDeepDue) addRange(deep.latest - lookbackMs, began);
    const last = { at: deep.earliest, endedAt: deep.latest };
    const latest = latestDeep(last, [...interrupted, attempt]);
    deep = { earliest: isDeepDue ? began : deep.earliest, latest: Math.max(deep.latest, latest) };
  }

  return {
    interrupted: (attempt) => interrupted.push(attempt),
    completed(attempt) {
      if (end === undefined) firstRead(attempt);
      else laterRead(attempt, end);
      end = Math.min(attempt.at, attempt.endMs);
      interrupted = [];
    },
    restart() {
      ranges = [];
      interrupted = [];
      end = undefined;
    },
    forBucket: (time = 0) =>
      Math.max(...ranges.filter(({ from, to }) => from <= time && time < to).map(({ since }) => since)),
  };
}

/** The furthest that interrupted attempts can have moved the state. */
function stateAfter(interrupted: readonly Attempt[], before: number): number {
  return Math.max(before, ...interrupted.map(({ at, endMs }) => Math.min(at, endMs)));
}

/** The latest moment at which a deep read that counts may have begun. `last` is the earliest that may be the last one. */
function latestDeep(last: Pick<Attempt, 'at' | 'endedAt'>, attempts: readonly Attempt[]): number {
  const deep = attempts.filter(({ endedAt }) => endedAt - last.at >= DEEP_EVERY_MS - SLACK_MS);
  return (deep.at(-1) ?? last).endedAt;
}
