import { isObject } from '../../utils/is-object.ts';
import { DAY_MS } from '../../utils/time.ts';

/** More than this is no run of days that Pendo has kept. */
const MOST_DAYS = 10_000;

/** The days on which a stream had rows in an app, by the beginning of each day in epoch milliseconds. */
export interface KnownDays {
  add(stream: string, app: number, day: number): void;
  delete(stream: string, app: number, day: number): void;
  entries(): Iterable<KnownDay>;
  /** For the state: all days as runs of days in a row, and a bit for each of them per stream and app. */
  toState(): object;
}

interface KnownDay {
  readonly stream: string;
  readonly app: number;
  readonly day: number;
}

type Runs = readonly (readonly [start: number, days: number])[];

/** From what the state of the last sync holds; what cannot be read there counts as no days. */
export function readKnownDays(state: unknown): KnownDays {
  const days = new Map<string, Map<number, Set<number>>>();
  const setOf = (stream: string, app: number) => {
    const apps = days.get(stream) ?? new Map<number, Set<number>>();
    days.set(stream, apps);
    const found = apps.get(app) ?? new Set<number>();
    apps.set(app, found);
    return found;
  };

  function* entries() {
    for (const [stream, apps] of days) {
      for (const [app, found] of apps) for (const day of found) yield { stream, app, day };
    }
  }

  for (const { stream, app, day } of parseState(state)) setOf(stream, app).add(day);
  return {
    add: (stream, app, day) => void setOf(stream, app).add(day),
    delete: (stream, app, day) => void setOf(stream, app).delete(day),
    entries,
    toState() {
      const all = [...new Set(Array.from(entries(), ({ day }) => day))].sort((a, b) => a - b);
      const bits = Array.from(days, ([stream, apps]) => [
        stream,
        Object.fromEntries(Array.from(apps, ([app, found]) => [String(app), bitsOf(all, found)])),
      ]);
      return { runs: runsOf(all), bits: Object.fromEntries(bits) };
    },
  };
}

function* parseState(state: unknown): Generator<KnownDay> {
  if (!isObject(state) || !Array.isArray(state.runs) || !isObject(state.bits)) return;
  const all = daysOfRuns(state.runs.filter(isRun));
  for (const [stream, apps] of Object.entries(state.bits)) {
    for (const [app, bits] of Object.entries(isObject(apps) ? apps : {})) {
      const marks = Buffer.from(String(bits), 'base64');
      const known = all.filter((_, index) => ((marks[index >> 3] ?? 0) >> (index & 7)) & 1);
      for (const day of known) yield { stream, app: Number(app), day };
    }
  }
}

function isRun(run: unknown): run is Runs[number] {
  return Array.isArray(run) && Number.isSafeInteger(run[0]) && run[1] > 0 && run[1] < MOST_DAYS;
}

/** Days in a row are 24 hours apart but where the clock changes: there a new run begins. */
function runsOf(days: readonly number[]): Runs {
  const runs: [number, number][] = [];
  for (const day of days) {
    const last = runs.at(-1);
    if (last !== undefined && last[0] + last[1] * DAY_MS === day) last[1] += 1;
    else runs.push([day, 1]);
  }
  return runs;
}

function daysOfRuns(runs: Runs): readonly number[] {
  return runs.flatMap(([start, days]) => Array.from({ length: days }, (_, index) => start + index * DAY_MS));
}

function bitsOf(all: readonly number[], found: ReadonlySet<number>): string {
  const bytes = Buffer.alloc(Math.ceil(all.length / 8));
  for (const [index, day] of all.entries()) {
    if (found.has(day)) bytes[index >> 3] = (bytes[index >> 3] ?? 0) | (1 << (index & 7));
  }
  return bytes.toString('base64');
}
