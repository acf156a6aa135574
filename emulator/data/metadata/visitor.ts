import type { Presence } from '../population.ts';
import type { World } from '../world.ts';
import { customerGroups, idHash, lastSeenWith, perAppGroups } from './values.ts';

export interface VisitorFacts {
  readonly index: number;
  readonly id: string;
  readonly presence: Presence;
  readonly accountIds: readonly string[];
  readonly anonymous: boolean;
}

/** About one visitor in a hundred has each special case, and even the smallest scale has all of them. */
const SPECIAL_EVERY = 97;

/**
 * A do-not-process visitor has no events, and its metadata lacks lastupdated among others (evidence.md#do-not-process).
 */
export function isDoNotProcess(index: number): boolean {
  return index % SPECIAL_EVERY === 6;
}

/** A function of the visitor and its last update, so lastupdated changes whenever anything changes. */
export function visitorMetadata(world: World, facts: VisitorFacts): Record<string, unknown> {
  const { index, presence } = facts;
  if (isDoNotProcess(index)) return { auto: { id: facts.id }, pendo: { donotprocess: true } };
  const random = world.random('visitor metadata', index, presence.lastUpdated);
  const groups = facts.anonymous ? {} : customerGroups(world, random);
  if (index % SPECIAL_EVERY === 10 && !world.scale.simpleMetadata) return groups;
  return { auto: auto(world, facts), ...perAppGroups(world.random('visitor apps', index), presence), ...groups };
}

function auto(world: World, facts: VisitorFacts): Record<string, unknown> {
  const { index, id, presence, accountIds } = facts;
  const lasting = world.random('visitor auto', index);
  return {
    ...(accountIds.length > 0 ? { accountid: accountIds[0], accountids: accountIds } : {}),
    id,
    idhash: idHash(lasting),
    createdat: presence.firstVisit,
    firstvisit: presence.firstVisit,
    lastvisit: presence.lastVisit,
    ...lastUpdated(index, presence),
    ...lastSeenWith(world.random('visitor seen with', index, presence.lastUpdated)),
  };
}

/** Sometimes missing or null (evidence.md#last-updated-missing), and sometimes 0. */
function lastUpdated(index: number, presence: Presence): Record<string, unknown> {
  const specialCase = index % SPECIAL_EVERY;
  if (specialCase === 17) return {};
  if (specialCase === 4) return { lastupdated: null };
  return { lastupdated: specialCase === 9 ? 0 : presence.lastUpdated };
}
