import type { StreamGroups } from '../groups.ts';
import type { StreamRequest } from '../requests.ts';
import type { SyncRun } from '../sync.ts';

/** From one moment to another, in milliseconds since the sync began. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What one stream did during a sync. */
export interface Lane {
  readonly stream: string;
  /** Which of the groups it is in, counted from 0. */
  readonly group: number;
  readonly requests: number;
  /** From when the stream was started until it was complete. */
  readonly open: Span;
  /** With at least one request under way. */
  readonly busy: readonly Span[];
  /** Requests that were refused or broke off. */
  readonly failed: readonly Span[];
  /** From a request that failed until it was sent again. */
  readonly waits: readonly Span[];
}

export interface Lanes {
  readonly lanes: readonly Lane[];
  readonly endMs: number;
  /** How many requests were sent in each half second. */
  readonly sent: readonly number[];
}

export const BIN_MS = 500;

/** One lane per stream, in the order of the groups. */
export function lanesOf(run: SyncRun, groups: StreamGroups): Lanes {
  const beganMs = Math.min(...[...run.open.values()].map(({ openedAtMs }) => openedAtMs));
  const lanes = Object.values(groups).flatMap((streams, group) =>
    streams.map((stream) => laneOf(run, { stream, group, beganMs })),
  );
  const endMs = Math.max(...lanes.map(({ open }) => open.toMs));
  return { lanes, endMs, sent: sentPerBin(run.requests, { beganMs, endMs }) };
}

interface Place {
  readonly stream: string;
  readonly group: number;
  readonly beganMs: number;
}

function laneOf({ requests, open }: SyncRun, { stream, group, beganMs }: Place): Lane {
  const time = open.get(stream);
  if (time === undefined) throw new Error(`${stream} was not read.`);
  const span = (from: number, to: number): Span => ({ fromMs: from - beganMs, toMs: to - beganMs });
  const own = requests.filter((request) => request.stream === stream);
  return {
    stream,
    group,
    requests: own.length,
    open: span(time.openedAtMs, time.closedAtMs),
    busy: joined(own.map(({ startedAtMs, endedAtMs }) => span(startedAtMs, endedAtMs))),
    failed: own.filter(({ failed }) => failed).map(({ startedAtMs, endedAtMs }) => span(startedAtMs, endedAtMs)),
    waits: retriesOf(own).map(([first, next]) => span(first.endedAtMs, next.startedAtMs)),
  };
}

function sentPerBin(requests: readonly StreamRequest[], { beganMs, endMs }: { beganMs: number; endMs: number }) {
  const bins = requests.map(({ startedAtMs }) => Math.floor((startedAtMs - beganMs) / BIN_MS));
  const last = Math.max(Math.floor(endMs / BIN_MS), ...bins);
  return Array.from({ length: last + 1 }, (_, bin) => bins.filter((other) => other === bin).length);
}

/** Spans that overlap or touch become one. */
function joined(spans: readonly Span[]): Span[] {
  const result: Span[] = [];
  for (const span of [...spans].sort((left, right) => left.fromMs - right.fromMs)) {
    const last = result.at(-1);
    if (last === undefined || span.fromMs > last.toMs) result.push(span);
    else result[result.length - 1] = { fromMs: last.fromMs, toMs: Math.max(last.toMs, span.toMs) };
  }
  return result;
}

/** Each request that failed and was sent again, with the next one that asks for the same. */
function retriesOf(requests: readonly StreamRequest[]): [StreamRequest, StreamRequest][] {
  return requests.flatMap((request): [StreamRequest, StreamRequest][] => {
    if (!request.failed) return [];
    const later = requests.filter((other) => other !== request && other.startedAtMs >= request.endedAtMs);
    const next = later.find(({ question }) => question === request.question);
    return next === undefined ? [] : [[request, next]];
  });
}
