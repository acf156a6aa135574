import type { Change, LateRows, TaggedSource } from '../../../emulator/changes/types.ts';
import type { EmulatedSubscription } from '../../../emulator/data/index.ts';
import type { Random } from '../../../emulator/data/prng.ts';
import type { ListName, ObjectSource } from '../../../emulator/types.ts';
import type { StreamName } from '../../../src/streams/index.ts';
import { PLACES } from './zones.ts';

const DAY_MS = 24 * 3_600_000;
/** Pendo has filled the history of an object that was tagged anew so long after that. */
const REFILL_MS = 3 * DAY_MS;

const LATE_BY_DAYS = [12, 30, 200];

export interface ChangeOptions {
  readonly subscription: EmulatedSubscription;
  /** The changes happen between these two moments. */
  readonly startMs: number;
  readonly endMs: number;
  /** When the clock jumps in the middle of a sync, so that the sync sees the world before and after. */
  readonly jumps: readonly { readonly from: number; readonly to: number }[];
  /** How many days of the past there are. */
  readonly days: number;
}

/** Changes of the past, and the streams that have to show them. */
export interface DrawnChanges {
  readonly changes: readonly Change[];
  readonly witnesses: readonly StreamName[];
}

interface Drawn {
  readonly change: Change;
  readonly witnesses: readonly StreamName[];
}

type Draw = (random: Random, at: number, options: ChangeOptions) => Drawn;

export function drawChanges(random: Random, options: ChangeOptions): DrawnChanges {
  const count = random.between(1, 6);
  const drawn = Array.from({ length: count }, () => {
    const at = drawMoment(random, options);
    return random.pick(CHANGES)(random, at, options);
  });
  const witnesses = drawn.flatMap((one) => one.witnesses);
  return { changes: drawn.map(({ change }) => change), witnesses };
}

function drawMoment(random: Random, { startMs, endMs, jumps }: ChangeOptions): number {
  const jump = jumps.length > 0 && random.chance(0.5) ? jumps[random.below(jumps.length)] : undefined;
  const [from, to] = jump === undefined ? [startMs, endMs] : [jump.from, jump.to];
  return from + 1 + random.below(Math.max(1, to - from));
}

/** When nothing of these changes moves any more. */
export function endOfChanges(changes: readonly Change[]): number {
  const ends = changes.map((change) =>
    change.kind === 'retag' && change.refill === 'backwards' ? change.at + REFILL_MS : change.at,
  );
  return Math.max(0, ...ends);
}

/**
 * Whether the emulator's history of visitors still agrees with its events: history keeps what a reset guide has lost,
 * and the days of the time zone before a move.
 */
export function keepHistory(changes: readonly Change[]): boolean {
  return changes.every(({ kind }) => kind !== 'moveZone' && kind !== 'resetGuide');
}

const TAGGED: readonly [Tagged, ...Tagged[]] = [
  { source: 'pageEvents', list: 'pages', stream: 'page_events' },
  { source: 'featureEvents', list: 'features', stream: 'feature_events' },
  { source: 'trackEvents', list: 'trackTypes', stream: 'track_events' },
];
interface Tagged {
  readonly source: TaggedSource;
  readonly list: ObjectSource;
  readonly stream: StreamName;
}

const LATE: readonly [Late, ...Late[]] = [
  ...TAGGED,
  { source: 'events', stream: 'events' },
  { source: 'guideEvents', stream: 'guide_events' },
  { source: 'pollEvents', stream: 'poll_events' },
];
interface Late {
  readonly source: LateRows['source'];
  readonly stream: StreamName;
}

const LISTS: readonly [Listed, ...Listed[]] = [
  { list: 'pages', streams: ['pages', 'page_rules'] },
  { list: 'features', streams: ['features', 'feature_rules'] },
  { list: 'trackTypes', streams: ['track_types', 'track_type_rules'] },
  { list: 'guides', streams: ['guides', 'guide_steps', 'polls', 'poll_options'] },
  { list: 'guides', streams: ['guides', 'guide_steps', 'guide_versions'] },
  { list: 'productAreas', streams: ['product_areas', 'product_area_items'] },
  { list: 'guideCategories', streams: ['guide_categories'] },
  { list: 'segments', streams: ['segments'] },
  { list: 'reports', streams: ['reports'] },
];
interface Listed {
  readonly list: ObjectSource | ListName;
  readonly streams: readonly StreamName[];
}

const retag: Draw = (random, at, options) => {
  const { source, list, stream } = random.pick(TAGGED);
  const matches = random.pick(['fewer', 'more', 'moved'] as const);
  const refill = random.pick(['atOnce', 'backwards'] as const);
  const objectId = idIn(random, options, { list, at });
  return { change: { kind: 'retag', at, source, objectId, matches, refill }, witnesses: [stream] };
};

const resetGuide: Draw = (random, at, options) => {
  const guideId = idIn(random, options, { list: 'guides', at });
  return { change: { kind: 'resetGuide', at, guideId }, witnesses: ['guide_events', 'poll_events', 'guides'] };
};

const deleteObject: Draw = (random, at, options) => {
  const { list, streams } = random.pick(LISTS);
  return { change: { kind: 'deleteObject', at, list, id: idIn(random, options, { list, at }) }, witnesses: streams };
};

const editObject: Draw = (random, at, options) => {
  const { list, streams } = random.pick(LISTS);
  const fields = random.pick<Readonly<Record<string, unknown>>>([
    { name: `Renamed ${at}` },
    { validThrough: at },
    { group: { id: `group-${at}`, name: 'Another area' } },
  ]);
  const id = idIn(random, options, { list, at });
  return { change: { kind: 'editObject', at, list, id, fields }, witnesses: streams };
};

/**
 * Lists whose objects change by their name alone. Pages, features, track types and guides do not: their `validThrough`
 * changes every hour.
 */
const NAMED: readonly Named[] = [
  { list: 'productAreas', stream: 'product_areas' },
  { list: 'guideCategories', stream: 'guide_categories' },
  { list: 'segments', stream: 'segments' },
  { list: 'reports', stream: 'reports' },
];
interface Named {
  readonly list: ListName;
  readonly stream: StreamName;
}

/** How likely an object of such a list is renamed in a life that reads it. */
const RENAMING = 0.7;

/**
 * Somebody renames an object of a list that is read, and no time tells it. Half of the renames come after the last sync
 * with faults, so that no fault and no kill hides them.
 */
export function drawRenames(random: Random, streams: readonly string[], options: ChangeOptions): readonly Change[] {
  const { startMs, endMs } = options;
  const read = NAMED.filter(({ stream }) => streams.includes(stream) && random.chance(RENAMING));
  return read.map(({ list }): Change => {
    const from = random.chance(0.5) ? startMs : endMs;
    const at = from + 1 + random.below(endMs + DAY_MS - from - 1);
    return { kind: 'editObject', at, list, id: idIn(random, options, { list, at }), fields: { name: `Renamed ${at}` } };
  });
}

const deleteVisitor: Draw = (random, at, options) => {
  const visitorId = visitorIn(random, options, at);
  return { change: { kind: 'deleteVisitor', at, visitorId }, witnesses: ['visitors', random.pick(LATE).stream] };
};

const excludeVisitor: Draw = (random, at, options) => {
  const visitorId = visitorIn(random, options, at);
  const excluded = random.chance(0.7);
  const witnesses = ['exclude_list', random.pick(LATE).stream] as const;
  return { change: { kind: 'excludeVisitor', at, visitorId, excluded }, witnesses };
};

const lateRows: Draw = (random, at, { days }) => {
  const { source, stream } = random.pick(LATE);
  const ages = LATE_BY_DAYS.filter((age) => age <= days);
  const age = random.pick([random.between(1, Math.max(1, Math.floor(days))), ...ages]);
  const day = at - age * DAY_MS;
  return { change: { kind: 'lateRows', at, source, day, rows: random.between(1, 5) }, witnesses: [stream] };
};

const moveZone: Draw = (random, at) => {
  const { timeZone } = random.pick(PLACES);
  return { change: { kind: 'moveZone', at, timeZone }, witnesses: ['events', random.pick(LATE).stream] };
};

const CHANGES: readonly [Draw, ...Draw[]] = [
  retag,
  retag,
  retag,
  lateRows,
  lateRows,
  deleteObject,
  deleteObject,
  editObject,
  editObject,
  resetGuide,
  deleteVisitor,
  excludeVisitor,
  moveZone,
];

function idIn(
  random: Random,
  { subscription }: ChangeOptions,
  { list, at }: { list: ObjectSource | ListName; at: number },
): string {
  const apps = subscription.apps.map(({ id }) => id);
  const isOfApps = (name: string): name is ObjectSource => ['pages', 'features', 'trackTypes', 'guides'].includes(name);
  const rows = isOfApps(list) ? subscription.objects(list, at, apps) : subscription.list(list, at);
  return pickFrom(
    random,
    Array.from(rows, ({ id }) => String(id)),
  );
}

function visitorIn(random: Random, { subscription }: ChangeOptions, at: number): string {
  return pickFrom(
    random,
    Array.from(subscription.visitors(at), ({ visitorId }) => String(visitorId)),
  );
}

/** Nobody has the empty id: such a change changes nothing. */
function pickFrom(random: Random, ids: readonly string[]): string {
  return ids.length === 0 ? '' : (ids[random.below(ids.length)] ?? '');
}
