import type { Scale } from '../../../emulator/data/index.ts';
import { Random } from '../../../emulator/data/prng.ts';
import type { StreamName } from '../../../src/streams/index.ts';
import { ALL_PULL_STREAMS, type PullFacts, pullFacts } from '../../helpers/streams/index.ts';
import { drawQuirks } from './behaviour.ts';
import { changeConfig, drawConfig } from './config.ts';
import { drawFatal, drawSurvivable, type FaultOptions, nullBefore } from './faults.ts';
import type { Kill, PlannedFault, Scenario, Step } from './types.ts';
import { PLACES } from './zones.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** The last day of the emulator's data at its start. Scales count their days back from here. */
const LAST_DAY_MS = Date.parse('2026-06-15');

/** How likely a stream of each group is in a scenario. Event streams are likely because they are the most complex. */
const LIKELIHOOD: readonly (readonly [group: PullFacts['group'], likelihood: number])[] = [
  ['events', 0.45],
  ['people', 0.5],
  ['objects', 0.12],
  ['others', 0.2],
];

/** The factor for streams that are drawn less often than their group. */
const SELDOM = 0.35;

export interface DrawOptions {
  /** Whether a few syncs run the executable. */
  readonly processes: boolean;
}

/** The whole plan of one seed. It does not decide in which order concurrent answers come. */
export function drawScenario(seed: number, options: DrawOptions): Scenario {
  const random = new Random(seed, ['simulation']);
  const place = random.pick(PLACES);
  const day = Date.parse(place.day);
  // History costs a request per visitor and day, so it needs few visitors.
  const withHistory = day <= LAST_DAY_MS && random.chance(0.25);
  const { behaviour, lasting, density } = drawQuirks(random, day > LAST_DAY_MS);
  const scale = drawScale(random, { timeZone: place.timeZone, day, density, withHistory });
  const startMs = day + random.between(-2 * 24 * 60, 4 * 24 * 60) * MINUTE_MS + random.below(MINUTE_MS);
  const deletes = random.chance(0.12);
  const streams = drawStreams(random, { withHistory, deletes, isTight: behaviour.maxRows !== undefined });
  const firstDataMs = LAST_DAY_MS - (scale.days + 1) * DAY_MS;
  return {
    seed,
    scale,
    startMs,
    skewMs: random.chance(0.2) ? random.below(3 * HOUR_MS) : 0,
    behaviour,
    lasting: [...lasting, ...(random.chance(0.3) ? [nullBefore(firstDataMs)] : [])],
    streams,
    deletion: deletes ? { atMs: startMs + random.below(3 * DAY_MS), percent: random.between(30, 80) } : undefined,
    steps: drawSteps(random, { startMs, streams, options, withHistory, wholeRefusals: behaviour.tooBig === '400' }),
  };
}

interface World {
  readonly timeZone: string;
  readonly day: number;
  readonly density: number;
  readonly withHistory: boolean;
}

function drawScale(random: Random, { timeZone, day, density, withHistory }: World): Scale {
  const rows = (low: number, high: number) => random.between(low, high) * density;
  return {
    visitors: withHistory ? 12 : random.between(24, 36),
    accounts: 12,
    pages: 8,
    features: 8,
    guides: 6,
    trackTypes: 5,
    days: Math.max(5, Math.round((LAST_DAY_MS - day) / DAY_MS) + 5),
    rowsPerDay: {
      events: rows(10, 18),
      pageEvents: rows(13, 18),
      featureEvents: rows(8, 14),
      trackEvents: rows(6, 14),
    },
    singleEventsPerDay: { guideEvents: rows(12, 24), pollEvents: rows(6, 10) },
    burst: random.between(6, 12),
    awkward: random.chance(0.8),
    timeZone,
  };
}

interface StreamChoice {
  readonly withHistory: boolean;
  /** Whether events are deleted. */
  readonly deletes: boolean;
  /** Whether Pendo has a low limit on rows. */
  readonly isTight: boolean;
}

/** Some streams, in the order of the catalog. */
function drawStreams(random: Random, { withHistory, deletes, isTight }: StreamChoice): readonly string[] {
  const drawn = LIKELIHOOD.flatMap(([group, likelihood]) =>
    streamsOf(group).filter((name) =>
      random.chance(pullFacts(name).seldom === true ? SELDOM * likelihood : likelihood),
    ),
  );
  const witnesses = deletes ? ALL_PULL_STREAMS.filter((name) => pullFacts(name).seesDeletions === true) : [];
  const possible = [...drawn, ...witnesses, ...(withHistory ? streamsOf('history') : [])];
  const all = possible.filter((name) => isPlayable(pullFacts(name), { deletes, isTight }));
  return all.length > 0 ? ALL_PULL_STREAMS.filter((name) => all.includes(name)) : ['pages'];
}

/** The tables of events and history keep what Pendo deletes, because nothing shows that it is gone. */
function isPlayable({ group, needsRoom }: PullFacts, { deletes, isTight }: Omit<StreamChoice, 'withHistory'>): boolean {
  if (deletes && (group === 'events' || group === 'history')) return false;
  return !(isTight && needsRoom === true);
}

function streamsOf(group: PullFacts['group']): readonly StreamName[] {
  return ALL_PULL_STREAMS.filter((name) => pullFacts(name).group === group);
}

interface StepsInput extends FaultOptions {
  readonly startMs: number;
  readonly options: DrawOptions;
  readonly withHistory: boolean;
}

/** The last step comes a day later and has no faults: it must succeed, whatever went wrong before. */
function drawSteps(random: Random, input: StepsInput): readonly Step[] {
  const count = random.between(3, 7);
  let now = input.startMs;
  let config = drawConfig(random, now);
  const steps: Step[] = [];
  for (let index = 0; index < count; index += 1) {
    const advanceMs = index === 0 ? 0 : drawPause(random, input.withHistory);
    now += advanceMs;
    if (index > 0 && random.chance(0.3)) config = changeConfig(random, config, now);
    steps.push(drawStep(random, { ...input, advanceMs, config }));
  }
  const last = { faults: [], kill: undefined, jump: undefined, asProcess: false };
  return [...steps, { ...last, advanceMs: DAY_MS + random.below(3 * HOUR_MS), config }];
}

function drawStep(random: Random, input: StepsInput & Pick<Step, 'advanceMs' | 'config'>): Step {
  const { options, advanceMs, config } = input;
  return {
    advanceMs,
    config,
    faults: drawFaults(random, input),
    kill: random.chance(0.4) ? drawKill(random) : undefined,
    jump: random.chance(0.1) ? { afterLines: random.between(1, 60), ms: random.between(1, 90) * MINUTE_MS } : undefined,
    asProcess: random.chance(0.04) && options.processes,
  };
}

function drawFaults(random: Random, options: FaultOptions): readonly PlannedFault[] {
  const count = random.chance(0.6) ? random.between(1, 3) : 0;
  const faults = Array.from({ length: count }, () => drawSurvivable(random, options));
  return random.chance(0.08) ? [...faults, drawFatal(random, options)] : faults;
}

function drawKill(random: Random): Kill {
  const keeps = random.chance(0.5) ? 'everything' : 'up_to_states';
  const at = random.pick<Kill['at']>(['line', 'before_state', 'after_state']);
  const nth = at === 'line' ? Math.round(2 ** (random.fraction() * 10)) : random.between(1, 12);
  return { at, nth, keeps };
}

/** From minutes to weeks. With history pauses are short, because it costs a request per visitor and day. */
function drawPause(random: Random, short: boolean): number {
  const kind = random.fraction();
  if (kind < 0.25) return random.between(2, 55) * MINUTE_MS;
  if (kind < 0.55) return random.between(1, 22) * HOUR_MS;
  if (kind < 0.8 || short) return random.between(22 * 60, 30 * 60) * MINUTE_MS;
  return kind < 0.93 ? random.between(2, 6) * DAY_MS : random.between(7, 20) * DAY_MS + random.below(DAY_MS);
}
