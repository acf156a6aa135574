import type { Change } from '../../../emulator/changes/types.ts';
import { createSubscription, type Scale } from '../../../emulator/data/index.ts';
import { Random } from '../../../emulator/data/prng.ts';
import type { StreamName } from '../../../src/streams/index.ts';
import { ALL_PULL_STREAMS, type PullFacts, pullFacts } from '../../helpers/streams/index.ts';
import { drawQuirks } from './behaviour.ts';
import { drawChanges, drawRenames, endOfChanges, keepHistory } from './changes.ts';
import { changeConfig, drawConfig, longConfig } from './config.ts';
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

/** How likely Pendo changes its past. */
const CHANGING = 0.7;
/** How likely such a life has a long history, with few rows on each day. */
const LONG = 0.4;
const LONG_DAYS = 200;
const THIN = 0.12;
/** With shorter windows, the days that differ would be read again over too many syncs. */
const STILL_WINDOW_DAYS = 7;
/** With ten days, the lookback would see most changes before the history check. */
const LOOKBACK_OF_CHANGES = [0, 0, 1, 2, 3, 10] as const;
const TOTALS: StreamName = 'daily_totals';

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
  const isCrowded = day > LAST_DAY_MS;
  // History costs a request per visitor and day, so it needs few visitors.
  const withHistory = !isCrowded && random.chance(0.25);
  const { behaviour, lasting, density } = drawQuirks(random, isCrowded);
  const canCount = behaviour.maxRows === undefined;
  const changes = canCount && random.chance(CHANGING);
  const isLong = changes && !withHistory && !isCrowded && random.chance(LONG);
  const scale = drawScale(random, { timeZone: place.timeZone, day, density, withHistory, isLong });
  const startMs = day + random.between(-2 * 24 * 60, 4 * 24 * 60) * MINUTE_MS + random.below(MINUTE_MS);
  const steps = drawSteps(random, { startMs, options, withHistory, changes, isLong });
  const endMs = startMs + steps.reduce((sum, { advanceMs, jump }) => sum + advanceMs + (jump?.ms ?? 0), 0);
  const subscription = createSubscription({ seed, scale });
  const days = (startMs - Date.parse(steps[0]?.config.start_date ?? '')) / DAY_MS;
  const when = { startMs, endMs, jumps: jumpsOf(steps, startMs), days };
  const drawn = changes ? drawChanges(random, { subscription, ...when }) : { changes: [], witnesses: [] };
  const playsHistory = withHistory && keepHistory(drawn.changes);
  const streams = drawStreams(random, { withHistory: playsHistory, witnesses: drawn.witnesses, isTight: !canCount });
  // From random numbers of their own, so that all other lives stay as they were before there were renames.
  const renames = changes ? drawRenames(new Random(seed, ['renames']), streams, { subscription, ...when }) : [];
  const faulty = steps.map((step) => withFaults(random, step, { streams, wholeRefusals: behaviour.tooBig === '400' }));
  const lateDays = drawn.changes.flatMap((change) => (change.kind === 'lateRows' ? [change.day - 2 * DAY_MS] : []));
  const firstDataMs = Math.min(LAST_DAY_MS - (scale.days + 1) * DAY_MS, ...lateDays);
  return {
    seed,
    scale,
    startMs,
    skewMs: random.chance(0.2) ? random.below(3 * HOUR_MS) : 0,
    behaviour,
    lasting: [...lasting, ...(random.chance(0.3) ? [nullBefore(firstDataMs)] : [])],
    streams,
    changes: [...drawn.changes, ...renames],
    steps: [...faulty, ...drawStillSteps(random, { last: faulty.at(-1), endMs, changes: drawn.changes })],
  };
}

function jumpsOf(steps: readonly Step[], startMs: number): { readonly from: number; readonly to: number }[] {
  let now = startMs;
  return steps.flatMap(({ advanceMs, jump }) => {
    const from = now + advanceMs;
    now = from + (jump?.ms ?? 0);
    return jump === undefined ? [] : [{ from, to: now }];
  });
}

interface World {
  readonly timeZone: string;
  readonly day: number;
  readonly density: number;
  readonly withHistory: boolean;
  /** Whether there are few rows on each of many days. */
  readonly isLong: boolean;
}

function drawScale(random: Random, world: World): Scale {
  const { timeZone, day, withHistory, isLong } = world;
  const density = isLong ? THIN : world.density;
  const rows = (low: number, high: number) => Math.round(random.between(low, high) * density);
  return {
    visitors: withHistory ? 12 : random.between(24, 36),
    accounts: 12,
    pages: 8,
    features: 8,
    guides: 6,
    trackTypes: 5,
    days: Math.max(5, Math.round((LAST_DAY_MS - day) / DAY_MS) + 5) + (isLong ? LONG_DAYS : 0),
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
  /** Streams that have to be there, as long as they can be played. */
  readonly witnesses: readonly StreamName[];
  /** Whether Pendo has a low limit on rows. */
  readonly isTight: boolean;
}

/** Some streams, in the order of the catalog. */
function drawStreams(random: Random, { withHistory, witnesses, isTight }: StreamChoice): readonly string[] {
  const drawn = LIKELIHOOD.flatMap(([group, likelihood]) =>
    streamsOf(group).filter((name) =>
      random.chance(pullFacts(name).seldom === true ? SELDOM * likelihood : likelihood),
    ),
  );
  const possible = [...drawn, ...witnesses, ...(withHistory ? streamsOf('history') : [])];
  const all = possible.filter((name) => !(isTight && pullFacts(name).needsRoom === true));
  // The view of the current rows looks into the totals.
  const withTotals = all.some((name) => pullFacts(name).reading.shows === 'view') ? [...all, TOTALS] : all;
  return all.length > 0 ? ALL_PULL_STREAMS.filter((name) => withTotals.includes(name)) : ['pages'];
}

function streamsOf(group: PullFacts['group']): readonly StreamName[] {
  return ALL_PULL_STREAMS.filter((name) => pullFacts(name).group === group);
}

interface StepsInput {
  readonly startMs: number;
  readonly options: DrawOptions;
  readonly withHistory: boolean;
  /** Whether Pendo changes its past. */
  readonly changes: boolean;
  readonly isLong: boolean;
}

function drawSteps(random: Random, input: StepsInput): readonly Step[] {
  const count = random.between(3, 7);
  let now = input.startMs;
  let config = drawConfig(random, now);
  if (input.changes) config = { ...config, lookback_days: random.pick(LOOKBACK_OF_CHANGES) };
  if (input.isLong) config = longConfig(random, config, now);
  const steps: Step[] = [];
  for (let index = 0; index < count; index += 1) {
    const advanceMs = index === 0 ? 0 : drawPause(random, input.withHistory);
    now += advanceMs;
    if (index > 0 && random.chance(0.3)) config = changeConfig(random, config, now);
    steps.push(drawStep(random, { ...input, advanceMs, config }));
  }
  return steps;
}

function drawStep(random: Random, input: StepsInput & Pick<Step, 'advanceMs' | 'config'>): Step {
  const { options, advanceMs, config } = input;
  return {
    advanceMs,
    config,
    faults: [],
    kill: random.chance(0.4) ? drawKill(random) : undefined,
    jump: random.chance(0.1) ? { afterLines: random.between(1, 60), ms: random.between(1, 90) * MINUTE_MS } : undefined,
    asProcess: random.chance(0.04) && options.processes,
    compares: 'soFar',
  };
}

function withFaults(random: Random, step: Step, options: FaultOptions): Step {
  return { ...step, faults: drawFaults(random, options) };
}

interface StillInput {
  readonly last: Step | undefined;
  /** When the last sync before begins. */
  readonly endMs: number;
  readonly changes: readonly Change[];
}

/**
 * Daily syncs in which nothing changes any more and nothing fails: so many as it takes to read all days again that
 * differ. The first one comes when nothing of the changes moves any more.
 */
function drawStillSteps(random: Random, { last, endMs, changes }: StillInput): readonly Step[] {
  if (last === undefined) return [];
  const { config } = last;
  const window_days = Math.max(config.advanced.window_days, STILL_WINDOW_DAYS);
  const days = Math.ceil((endMs - Date.parse(config.start_date)) / DAY_MS) + 2;
  const count = (changes.length > 0 ? 2 : 1) + Math.ceil(days / (4 * window_days));
  const restMs = Math.max(0, endOfChanges(changes) - endMs);
  return Array.from({ length: count }, (_, index) => ({
    advanceMs: DAY_MS + random.below(3 * HOUR_MS) + (index === 0 ? restMs : 0),
    config: { ...config, advanced: { ...config.advanced, window_days } },
    faults: [],
    kill: undefined,
    jump: undefined,
    asProcess: false,
    compares: index === count - 1 ? 'still' : index === 0 ? 'soFar' : 'nothing',
  }));
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
