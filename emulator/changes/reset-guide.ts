import { asList, isObject } from '../aggregation/json.ts';
import type { EmulatedSubscription } from '../data/index.ts';
import type { PendoRow } from '../types.ts';
import { withEvents } from './states.ts';
import type { GuideReset } from './types.ts';

/** Deletes what visitors saw and answered before, and raises `resetAt` (evidence.md#guide-reset). */
export function resetGuide(world: EmulatedSubscription, { at, guideId }: GuideReset): EmulatedSubscription {
  const isLeft = (row: PendoRow) => row.guideId !== guideId || Number(row.browserTime) >= at;
  const changed = withEvents(world, (query, now) => {
    const rows = world.events(query, now);
    const isConcerned = query.source === 'guideEvents' || query.source === 'pollEvents';
    return isConcerned ? Iterator.from(rows).filter(isLeft) : rows;
  });
  return {
    ...changed,
    objects: (source, now, appIds) => {
      const rows = world.objects(source, now, appIds);
      return source === 'guides'
        ? Iterator.from(rows).map((row) => (row.id === guideId ? wasReset(row, at) : row))
        : rows;
    },
    guideVersions: (id, now) =>
      id === guideId ? versionsSince(world, { guideId, at }, now) : world.guideVersions(id, now),
  };
}

/**
 * That a reset makes no version of its own is assumed. So versions that were there before stay as they were.
 */
function versionsSince(
  world: EmulatedSubscription,
  { guideId, at }: Pick<GuideReset, 'guideId' | 'at'>,
  now: number,
): Iterable<PendoRow> | undefined {
  const versions = world.guideVersions(guideId, now);
  if (versions === undefined) return undefined;
  const newestFirst = Array.from(versions);
  const older = Array.from(world.guideVersions(guideId, at) ?? []).length;
  return newestFirst.map((row, place) => (place < newestFirst.length - older ? wasReset(row, at) : row));
}

/** Guide, steps and polls each have a `resetAt`. Pendo can also reset one step or poll; here all are. */
function wasReset(guide: PendoRow, resetAt: number): PendoRow {
  const inside = (parts: unknown) => asList(parts).map((part) => (isObject(part) ? { ...part, resetAt } : part));
  return { ...guide, resetAt, steps: inside(guide.steps), polls: inside(guide.polls) };
}
