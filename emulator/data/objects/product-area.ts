import type { PendoRow } from '../../types.ts';
import type { World } from '../world.ts';

export const AREAS_WITH_ITEMS = 4;

/** The first two areas are created by Pendo itself (evidence.md#groups-source). */
function productAreaId(world: World, number: number): string {
  return number < 2 ? `_PENDO_DEFAULTGROUP_0${number}_` : world.random('group', number).text(27);
}

/** The area of the page, feature or track type with this index. */
export function productAreaOf(index: number): number {
  return index % AREAS_WITH_ITEMS;
}

/** The copy of its product area in a page, feature or track type. */
export function productArea(world: World, index: number): PendoRow {
  return { ...productAreaFields(world, productAreaOf(index)), length: 10, items: [] };
}

export function productAreaFields(world: World, number: number) {
  return {
    id: productAreaId(world, number),
    name: `Product area ${number}`,
    description: number === 3 ? null : 'What belongs together',
    color: `.groupColor0${1 + (number % 9)}`,
  };
}
