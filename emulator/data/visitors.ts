import type { PendoRow } from '../types.ts';
import type { Accounts } from './accounts.ts';
import { ANONYMOUS_PREFIX, isAnonymous } from './anonymous.ts';
import { AWKWARD_VISITOR_IDS } from './awkward-ids.ts';
import { latestRows } from './latest-rows.ts';
import { isDoNotProcess, visitorMetadata } from './metadata/visitor.ts';
import { createPopulation, type Population } from './population.ts';
import type { Random } from './prng.ts';
import { remember } from './remember.ts';
import type { World } from './world.ts';

export interface Visitors {
  readonly population: Population;
  visitorId(index: number): string;
  /** Undefined if no visitor has this id. */
  indexOf(visitorId: string): number | undefined;
  /** The ids of the visitor's accounts, the main one first. Some visitors have none. */
  accountIds(index: number): readonly string[];
  isExcluded(index: number): boolean;
  /** A visitor who is active on this day. Undefined if no visitor exists yet. */
  pickActive(random: Random, day: number, count: number): number | undefined;
  rows(now: number): Iterable<PendoRow>;
  row(visitorId: string, now: number): PendoRow | undefined;
}

export function createVisitors(world: World, accounts: Accounts): Visitors {
  const population = createPopulation(world, 'visitor', world.scale.visitors);
  const awkwardIds = world.scale.awkward ? AWKWARD_VISITOR_IDS : [];
  const awkwardIndexes = new Map(awkwardIds.map((id, position) => [id, identifiedIndex(position)]));
  const visitorId = remember((index) => {
    if (isAnonymousIndex(index)) return anonymousId(world, index);
    return awkwardIds[identifiedPosition(index)] ?? `user${String(index).padStart(6, '0')}@example.com`;
  });

  function indexOf(id: string): number | undefined {
    const index = awkwardIndexes.get(id) ?? indexInside(id);
    return Number.isSafeInteger(index) && visitorId(index) === id ? index : undefined;
  }

  const accountIds = remember((index): readonly string[] => {
    const random = world.random('visitor accounts', index);
    const known = accounts.population.countBefore(population.firstDay(index) + 1);
    if (known === 0 || random.chance(0.08)) return [];
    const ids = [accounts.accountId(random.below(known))];
    if (random.chance(0.15)) ids.push(accounts.accountId(random.below(known)));
    return [...new Set(ids)];
  });

  function pickActive(random: Random, day: number, count: number): number | undefined {
    const start = random.below(count);
    for (let step = 0; step < count; step++) {
      const index = (start + step) % count;
      if (!isDoNotProcess(index) && population.isActive(index, day)) return index;
    }
    return undefined;
  }

  function* rows(now: number): Iterable<PendoRow> {
    const count = population.countBefore(world.zone.dayOf(now) + 1);
    for (let index = 0; index < count; index++) {
      const row = rowOf(index, now);
      if (row !== undefined) yield row;
    }
  }

  function rowOf(index: number, now: number): PendoRow | undefined {
    const presence = population.presence(index, now);
    return presence === undefined ? undefined : latestRow(index, presence);
  }

  const latestRow = latestRows((index, presence) => {
    const id = visitorId(index);
    const facts = { index, id, presence, accountIds: accountIds(index), anonymous: isAnonymousIndex(index) };
    return { visitorId: id, metadata: visitorMetadata(world, facts) };
  });

  function row(id: string, now: number): PendoRow | undefined {
    const index = indexOf(id);
    return index === undefined ? undefined : rowOf(index, now);
  }

  return { population, visitorId, indexOf, accountIds, isExcluded, pickActive, rows, row };
}

/** One visitor in 35 is on the exclude list, and also one who is active every day. */
function isExcluded(index: number): boolean {
  return index % 35 === 21;
}

function isAnonymousIndex(index: number): boolean {
  return index % 5 === 3;
}

/** The position of a visitor among those that are not anonymous, and its inverse. */
function identifiedPosition(index: number): number {
  return index - Math.floor((index + 1) / 5);
}

function identifiedIndex(position: number): number {
  return Math.floor(position / 4) * 5 + (position % 4 === 3 ? 4 : position % 4);
}

const ANONYMOUS_RANDOM_LENGTH = 8;

/** The id ends with the index, so that the visitor of an id is found without a table of all visitors. */
function anonymousId(world: World, index: number): string {
  return `${ANONYMOUS_PREFIX}${world.random('anonymous', index).text(ANONYMOUS_RANDOM_LENGTH)}${index.toString(36)}`;
}

function indexInside(id: string): number {
  if (isAnonymous(id)) return Number.parseInt(id.slice(ANONYMOUS_PREFIX.length + ANONYMOUS_RANDOM_LENGTH), 36);
  return Number(/^user(\d+)@/.exec(id)?.[1] ?? Number.NaN);
}
