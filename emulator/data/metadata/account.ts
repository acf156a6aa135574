import type { Presence } from '../population.ts';
import type { World } from '../world.ts';
import { customerGroups, idHash, perAppGroups } from './values.ts';

export interface AccountFacts {
  readonly index: number;
  readonly id: string;
  readonly presence: Presence;
}

const ODD_EVERY = 97;

/**
 * Flagged by a deletion or by hand. Like flagged visitors, it lacks what Pendo records by itself
 * (evidence.md#do-not-process).
 */
function isDoNotProcess(index: number): boolean {
  return index % ODD_EVERY === 11;
}

/** A function of the account and its last update, so lastupdated changes whenever anything changes. */
export function accountMetadata(world: World, { index, id, presence }: AccountFacts): Record<string, unknown> {
  if (isDoNotProcess(index)) return { auto: { id }, pendo: { donotprocess: true } };
  const lasting = world.random('account auto', index);
  const auto = {
    id,
    idhash: idHash(lasting),
    nid: lasting.below(1_000_000),
    firstvisit: presence.firstVisit,
    lastvisit: presence.lastVisit,
    ...(index % ODD_EVERY === 5 ? {} : { lastupdated: index % ODD_EVERY === 8 ? null : presence.lastUpdated }),
  };
  return {
    auto,
    ...perAppGroups(lasting, presence),
    ...customerGroups(world, world.random('account metadata', index, presence.lastUpdated)),
  };
}
