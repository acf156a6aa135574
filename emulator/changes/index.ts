import type { EmulatedSubscription } from '../data/index.ts';
import { deleteObject } from './delete-object.ts';
import { deleteVisitor } from './delete-visitor.ts';
import { editObject } from './edit-object.ts';
import { excludeVisitor } from './exclude-visitor.ts';
import { lateRows } from './late-rows.ts';
import { moveZone } from './move-zone.ts';
import { resetGuide } from './reset-guide.ts';
import { retag } from './retag.ts';
import type { Change } from './types.ts';

/** A subscription that changes its own past. */
export interface ChangingSubscription extends EmulatedSubscription {
  /**
   * The subscription as it is at `now`. Ask it for what takes no `now` (time zone, buckets, `isExcluded`): the changing
   * subscription itself answers those as if nothing had changed.
   */
  at(now: number): EmulatedSubscription;
}

interface World {
  readonly active: readonly Change[];
  readonly subscription: EmulatedSubscription;
}

/**
 * The subscription with these changes, a pure function of them and `now`. The list is read at every call, so it may
 * grow and shrink meanwhile. Without a change that has happened, each call goes straight to the subscription.
 */
export function withChanges(subscription: EmulatedSubscription, changes: readonly Change[]): ChangingSubscription {
  let last: World | undefined;

  function at(now: number): EmulatedSubscription {
    const active = changes.length === 0 ? [] : changes.filter((change) => change.at <= now);
    const before = subscription.at?.(now) ?? subscription;
    if (active.length === 0) return before;
    if (subscription.at !== undefined || last === undefined || !areSame(last.active, active)) {
      const ordered = active.toSorted((one, other) => one.at - other.at);
      last = { active, subscription: { ...ordered.reduce(applyChange, before), at } };
    }
    return last.subscription;
  }

  return {
    ...subscription,
    at,
    visitors: (now) => at(now).visitors(now),
    accounts: (now) => at(now).accounts(now),
    visitor: (visitorId, now) => at(now).visitor(visitorId, now),
    account: (accountId, now) => at(now).account(accountId, now),
    list: (name, now) => at(now).list(name, now),
    objects: (source, now, appIds) => at(now).objects(source, now, appIds),
    events: (query, now) => at(now).events(query, now),
    seen: (source, query, now) => at(now).seen(source, query, now),
    guideVersions: (guideId, now) => at(now).guideVersions(guideId, now),
    visitorHistory: (visitorId, from, to, now) => at(now).visitorHistory(visitorId, from, to, now),
  };
}

function areSame(some: readonly Change[], others: readonly Change[]): boolean {
  return some.length === others.length && some.every((change, place) => change === others[place]);
}

/** Each change sees the world that the changes before it have left. */
function applyChange(world: EmulatedSubscription, change: Change): EmulatedSubscription {
  switch (change.kind) {
    case 'retag':
      return retag(world, change);
    case 'resetGuide':
      return resetGuide(world, change);
    case 'deleteObject':
      return deleteObject(world, change);
    case 'editObject':
      return editObject(world, change);
    case 'deleteVisitor':
      return deleteVisitor(world, change);
    case 'lateRows':
      return lateRows(world, change);
    case 'excludeVisitor':
      return excludeVisitor(world, change);
    case 'moveZone':
      return moveZone(world, change);
  }
}
