import type { PendoRow, SeenQuery, SeenSource } from '../../types.ts';
import type { SingleEventSource } from '../scales.ts';
import type { World } from '../world.ts';
import type { SingleEvents } from './single.ts';

/** The most states that are held at a time. More need several passes over the events, so that memory stays small. */
const EVENTS_PER_PASS = 1_000_000;

export interface SeenStates {
  rows(source: SeenSource, query: SeenQuery, now: number): Iterable<PendoRow>;
}

export const EVENTS_OF_STATES: Readonly<Record<SeenSource, SingleEventSource>> = {
  guidesSeenEver: 'guideEvents',
  pollsSeenEver: 'pollEvents',
};

/** Changes with each event, until it is returned. */
type State = Record<string, unknown>;

interface Kind {
  keyOf(event: PendoRow): string;
  /** Undefined while no event has set a state. */
  next(state: State | undefined, event: PendoRow): State | undefined;
  isShown(state: PendoRow): boolean;
}

/** Both sources are computed from all events, so they agree with guideEvents and pollEvents at any moment. */
export function createSeenStates(world: World, single: SingleEvents, eventsPerPass = EVENTS_PER_PASS): SeenStates {
  function passesOf(source: SingleEventSource, now: number): number {
    const days = world.zone.dayOf(now) - world.firstDay + 1;
    return Math.max(1, Math.ceil((days * world.scale.singleEventsPerDay[source]) / eventsPerPass));
  }

  function* rows(source: SeenSource, query: SeenQuery, now: number): Iterable<PendoRow> {
    const kind = KINDS[source];
    const events = EVENTS_OF_STATES[source];
    const all = { ...query, source: events, period: 'dayRange', from: 0, to: Number.POSITIVE_INFINITY } as const;
    const passes = passesOf(events, now);
    for (let pass = 0; pass < passes; pass++) {
      const isOfPass = (key: string) => passes === 1 || hashOf(key) % passes === pass;
      yield* statesOfPass(kind, single.rows(all, now), isOfPass);
    }
  }

  return { rows };
}

/** The states that follow from all events of the source, in one pass. */
export function statesOf(source: SeenSource, events: Iterable<PendoRow>): Iterable<PendoRow> {
  return statesOfPass(KINDS[source], events, () => true);
}

function statesOfPass(kind: Kind, events: Iterable<PendoRow>, isOfPass: (key: string) => boolean): Iterable<PendoRow> {
  const states = new Map<string, State>();
  for (const event of events) {
    const key = kind.keyOf(event);
    const state = isOfPass(key) ? kind.next(states.get(key), event) : undefined;
    if (state !== undefined) states.set(key, state);
  }
  return states.values().filter(kind.isShown);
}

const KINDS: Readonly<Record<SeenSource, Kind>> = {
  guidesSeenEver: {
    keyOf: ({ guideId, guideStepId, visitorId }) => JSON.stringify([guideId, guideStepId, visitorId]),
    next: nextGuideState,
    // The source returns only visitors who have seen the step (evidence.md#seen-ever).
    isShown: ({ seenCount }) => Number(seenCount) > 0,
  },
  pollsSeenEver: {
    keyOf: ({ guideId, pollId, visitorId }) => JSON.stringify([guideId, pollId, visitorId]),
    next: nextPollState,
    isShown: () => true,
  },
};

const STATES: Readonly<Record<string, { readonly field?: string; readonly lastState: string }>> = {
  guideSeen: { lastState: 'active' },
  guideAdvanced: { field: 'lastAdvancedAutoAt', lastState: 'advanced' },
  guideDismissed: { field: 'lastDismissedAutoAt', lastState: 'dismissed' },
  guideTimeout: { field: 'lastTimeoutAt', lastState: 'timeout' },
};

/**
 * The fields are documented. The values of lastState, and 0 for a time that is not set, are inferred
 * (evidence.md#last-state).
 */
function nextGuideState(state: State | undefined, event: PendoRow): State | undefined {
  const time = Number(event.browserTime);
  const change = STATES[String(event.type)];
  if (change === undefined) return state;
  const current = state ?? { ...identity(event), ...NEVER };
  const isNewest = time >= Math.max(...TIMES.map((name) => Number(current[name])));
  if (change.field === undefined) seeAgain(current, time);
  else current[change.field] = Math.max(Number(current[change.field]), time);
  if (isNewest) current.lastState = change.lastState;
  return current;
}

function seeAgain(state: State, time: number): void {
  state.firstSeenAt = state.firstSeenAt === 0 ? time : Math.min(Number(state.firstSeenAt), time);
  state.lastSeenAt = Math.max(Number(state.lastSeenAt), time);
  state.seenCount = Number(state.seenCount) + 1;
}

const TIMES = ['lastSeenAt', 'lastAdvancedAutoAt', 'lastDismissedAutoAt', 'lastTimeoutAt'];

const NEVER: PendoRow = {
  firstSeenAt: 0,
  lastSeenAt: 0,
  lastAdvancedAutoAt: 0,
  lastDismissedAutoAt: 0,
  lastNotSeenAt: 0,
  lastTimeoutAt: 0,
  seenCount: 0,
  lastState: '',
};

function identity({ guideId, guideStepId, visitorId }: PendoRow): PendoRow {
  return { guideId, guideStepId, visitorId };
}

/**
 * The last answer counts. Its field is called `response` in Pendo's example and by all clients, but `pollResponse` in
 * Pendo's table (evidence.md#seen-ever).
 */
function nextPollState(state: State | undefined, event: PendoRow): State | undefined {
  const { guideId, pollId, visitorId, accountId, browserTime, pollResponse } = event;
  if (state !== undefined && Number(state.time) > Number(browserTime)) return state;
  return { guideId, pollId, visitorId, accountId, response: pollResponse, time: browserTime };
}

function hashOf(text: string): number {
  let hash = 0;
  for (let at = 0; at < text.length; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) >>> 0;
  return hash;
}
