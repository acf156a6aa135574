import { isObject } from '../../utils/is-object.ts';
import { DAY_MS } from '../../utils/time.ts';

/** A state with more days than this is broken. */
const MOST_DAYS = 10_000;
const LAST_MS = Date.UTC(9999, 11, 31);
/** A run continues over gaps of up to this many days. Weekends and holidays cost less than a new run. */
const LONGEST_GAP_DAYS = 60;

/** The days on which a stream had rows in an app, by the beginning of each day in epoch milliseconds. */
export interface KnownDays {
  add(stream: string, app: number, day: number): void;
  delete(stream: string, app: number, day: number): void;
  entries(): Iterable<KnownDay>;
  /** For the state: per stream, runs of days that are 24 hours apart, and per app one bit for each day. */
  toState(): object;
}

interface KnownDay {
  readonly stream: string;
  readonly app: number;
  readonly day: number;
}

type Run = [start: number, days: number];
type Apps = Map<number, Set<number>>;

/** Reads what the last sync's state holds. A stream whose entry cannot be read has no days. */
export function readKnownDays(state: unknown, streams: readonly string[]): KnownDays {
  const known = new Map<string, Apps>(streams.map((stream) => [stream, readStream(stateOf(state, stream))]));

  function* entries() {
    for (const [stream, apps] of known) {
      for (const [app, days] of apps) for (const day of days) yield { stream, app, day };
    }
  }

  return {
    add(stream, app, day) {
      const apps = known.get(stream);
      const days = apps?.get(app);
      if (days === undefined) apps?.set(app, new Set([day]));
      else days.add(day);
    },
    delete: (stream, app, day) => void known.get(stream)?.get(app)?.delete(day),
    entries,
    toState: () => Object.fromEntries(Array.from(known, ([stream, apps]) => [stream, writeStream(apps)])),
  };
}

function stateOf(state: unknown, stream: string): unknown {
  return isObject(state) ? state[stream] : undefined;
}

function writeStream(apps: Apps): object {
  const had = Array.from(apps).filter(([, days]) => days.size > 0);
  const runs = runsOf([...new Set(had.flatMap(([, days]) => [...days]))].sort((a, b) => a - b));
  const all = daysOfRuns(runs);
  return { runs, apps: Object.fromEntries(had.map(([app, days]) => [String(app), bitsOf(all, days)])) };
}

function readStream(state: unknown): Apps {
  const apps: Apps = new Map();
  if (!isObject(state) || !areRuns(state.runs) || !isObject(state.apps)) return apps;
  const all = daysOfRuns(state.runs);
  for (const [app, bits] of Object.entries(state.apps)) {
    if (!/^-?\d+$/.test(app) || !Number.isSafeInteger(Number(app)) || typeof bits !== 'string') continue;
    const marks = Buffer.from(bits, 'base64');
    apps.set(Number(app), new Set(all.filter((_, index) => ((marks[index >> 3] ?? 0) >> (index & 7)) & 1)));
  }
  return apps;
}

/** All or nothing: one unreadable run would shift the bits of all that follow. */
function areRuns(runs: unknown): runs is readonly Run[] {
  if (!Array.isArray(runs) || !runs.every(isRun)) return false;
  return runs.reduce((total, [, days]) => total + days, 0) <= MOST_DAYS;
}

function isRun(run: unknown): run is Run {
  if (!Array.isArray(run) || !run.every(Number.isSafeInteger)) return false;
  const [start, days] = run;
  return start >= 0 && start <= LAST_MS && days > 0 && days <= MOST_DAYS;
}

/** Days are 24 hours apart, except where the clock changes. There a new run begins. */
function runsOf(days: readonly number[]): readonly Run[] {
  const runs: Run[] = [];
  for (const day of days) {
    const last = runs.at(-1);
    const place = last === undefined ? Number.NaN : (day - last[0]) / DAY_MS;
    if (last !== undefined && Number.isInteger(place) && place - last[1] <= LONGEST_GAP_DAYS) last[1] = place + 1;
    else runs.push([day, 1]);
  }
  return runs;
}

function daysOfRuns(runs: readonly Run[]): readonly number[] {
  return runs.flatMap(([start, days]) => Array.from({ length: days }, (_, index) => start + index * DAY_MS));
}

function bitsOf(all: readonly number[], found: ReadonlySet<number>): string {
  const bytes = Buffer.alloc(Math.ceil(all.length / 8));
  for (const [index, day] of all.entries()) {
    if (found.has(day)) bytes[index >> 3] = (bytes[index >> 3] ?? 0) | (1 << (index & 7));
  }
  return bytes.toString('base64');
}
