import { appIdOf } from '../apps.ts';
import { createArrivals } from '../arrivals.ts';
import { remember } from '../remember.ts';
import { HOUR_MS, MINUTE_MS } from '../time-zone.ts';
import type { World } from '../world.ts';

export type ObjectKind = 'page' | 'feature' | 'trackType' | 'guide';

/** Which objects of a kind exist, and when each was created and edited. Objects are identified by their index. */
export interface Timeline {
  readonly kind: ObjectKind;
  /** How many existed before this local day began. */
  countBefore(day: number): number;
  id(index: number): string;
  appId(index: number): number;
  createdAt(index: number): number;
  /** The time of the newest edit up to `now`, or of the creation. */
  lastEdit(index: number, now: number): number;
  /** The times of all edits up to `now`, newest first, and of the creation. */
  versions(index: number, now: number): readonly number[];
  /** The edits up to `now`, on days with events, that changed what the object's rule matches. */
  retags(index: number, now: number): readonly number[];
}

const EDITED_SHARE = 0.03;
const NEW_PER_DAY = 0.5;
const BULK_EDIT_EVERY_DAYS = 5;

export function createTimeline(world: World, kind: ObjectKind, count: number): Timeline {
  const { zone } = world;
  const { firstDay, countBefore } = createArrivals(world, count, NEW_PER_DAY);

  function createdAt(index: number): number {
    return zone.dayStart(firstDay(index)) + world.random(kind, 'created', index).between(MINUTE_MS, HOUR_MS);
  }

  /** Undefined on a day without an edit. */
  function editOn(index: number, day: number): number | undefined {
    if (isBulkEdited(index, day)) return zone.dayStart(day) + 3 * HOUR_MS;
    const random = world.random(kind, 'edit', index, day);
    return random.chance(EDITED_SHARE) ? zone.dayStart(day) + random.between(8 * HOUR_MS, 18 * HOUR_MS) : undefined;
  }

  function lastEdit(index: number, now: number): number {
    for (let day = zone.dayOf(now); day > firstDay(index); day--) {
      const edit = editOn(index, day);
      if (edit !== undefined && edit <= now) return edit;
    }
    return createdAt(index);
  }

  function versions(index: number, now: number): readonly number[] {
    const times: number[] = [];
    for (let day = zone.dayOf(now); day > firstDay(index); day--) {
      const edit = editOn(index, day);
      if (edit !== undefined && edit <= now) times.push(edit);
    }
    return [...times, createdAt(index)];
  }

  function retags(index: number, now: number): readonly number[] {
    const times: number[] = [];
    const from = Math.max(world.firstDay, firstDay(index) + 1);
    for (let day = from; day <= zone.dayOf(now); day++) {
      const edit = editOn(index, day);
      if (edit !== undefined && edit <= now && !isBulkEdited(index, day)) times.push(edit);
    }
    return times;
  }

  return {
    kind,
    countBefore,
    id: remember((index) => objectId(world, kind, index)),
    appId: appIdOf,
    createdAt,
    lastEdit,
    versions,
    retags,
  };
}

/** A clean-up script edits a third of all objects in the same millisecond. */
function isBulkEdited(index: number, day: number): boolean {
  return index % 3 === 1 && day % BULK_EDIT_EVERY_DAYS === 0;
}

function objectId(world: World, kind: ObjectKind, index: number): string {
  return world.random(kind, 'id', index).text(27);
}

/** The id of an object that was deleted long ago. Events refer to it, but the list of objects does not have it. */
export function deletedObjectId(world: World, kind: ObjectKind): string {
  return objectId(world, kind, -1);
}
