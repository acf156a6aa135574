import type { PendoRow } from '../../types.ts';
import type { Timelines } from '../objects/index.ts';
import { AREAS_WITH_ITEMS, productAreaFields, productAreaOf } from '../objects/product-area.ts';
import type { Timeline } from '../objects/timeline.ts';
import { user } from '../objects/user.ts';
import type { World } from '../world.ts';
import { type Life, lives } from './life.ts';

const AREAS = { count: AREAS_WITH_ITEMS + 2, everyDays: 5 };
const CATEGORIES = { count: 3, everyDays: 9 };

interface Item {
  readonly itemType: string;
  readonly itemId: string;
  readonly addedAt: number;
}

/** The source `groups`: product areas with their items (evidence.md#groups-source). Some areas are empty. */
export function* productAreas(world: World, timelines: Timelines, now: number): Generator<PendoRow> {
  for (const life of lives(world, AREAS, now)) {
    const { number } = life;
    const items = [
      ...itemsOf(timelines.pages, 'Page', now, (index) => productAreaOf(index) === number),
      ...itemsOf(timelines.features, 'Feature', now, (index) => productAreaOf(index) === number),
      // Track types of the last area have no group.
      ...itemsOf(timelines.trackTypes, 'TrackType', now, (index) => productAreaOf(index) === number && index % 4 !== 3),
    ];
    yield { ...productAreaFields(world, number), ...groupFields(life, items, 'group') };
  }
}

/**
 * `groupType: "guideCategory"`. The type of their items is `guide`, because Pendo's UI compares with that
 * (evidence.md#groups-source).
 */
export function* guideCategories(world: World, timelines: Timelines, now: number): Generator<PendoRow> {
  for (const life of lives(world, CATEGORIES, now)) {
    const { number } = life;
    const items = [...itemsOf(timelines.guides, 'guide', now, (index) => index % CATEGORIES.count === number)];
    yield {
      id: world.random('guideCategory', number).text(27),
      name: `Guide category ${number}`,
      description: '',
      color: '',
      ...groupFields(life, items, 'guideCategory'),
    };
  }
}

/** An added item counts as an edit of the group. This is assumed. */
function groupFields({ number, createdAt, editedAt }: Life, items: readonly Item[], type: string): PendoRow {
  return {
    length: items.length,
    type,
    createdAt,
    createdByUser: user(number),
    lastUpdatedAt: items.reduce((latest, { addedAt }) => Math.max(latest, addedAt), editedAt),
    lastUpdatedByUser: user(number + 1),
    items: items.map(({ itemType, itemId }) => ({ itemType, itemId })),
  };
}

function* itemsOf(
  timeline: Timeline,
  itemType: string,
  now: number,
  belongs: (index: number) => boolean,
): Generator<Item> {
  for (let index = 0; ; index++) {
    const addedAt = timeline.createdAt(index);
    // Members come into existence in the order of their index, except within one day.
    if (addedAt > now + DAY_SLACK_MS) return;
    if (addedAt <= now && belongs(index)) yield { itemType, itemId: timeline.id(index), addedAt };
  }
}

const DAY_SLACK_MS = 86_400_000;
