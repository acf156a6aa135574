import type { Explode } from '../shape.ts';
import { elementsOf, isArray, isObject, membersOf, type RawObject, splitObject } from './json-text.ts';

/**
 * Returns one row per element of a row, level by level: first the elements of the first level's fields, then the
 * elements of the second level's fields in each of those. Values stay JSON text, so every digit is kept.
 */
export function explodeRow(row: RawObject, levels: readonly Explode[]): readonly RawObject[] {
  return levels.reduce<readonly RawObject[]>((rows, level) => rows.flatMap((each) => explodeLevel(each, level)), [row]);
}

function explodeLevel(row: RawObject, level: Explode): RawObject[] {
  const elements = level.fields.flatMap((field) => fieldElements(row.get(field), field));
  return elements.map((element, index) => elementRow(element, index, { row, level }));
}

interface Element {
  readonly field: string;
  readonly raw: string;
  /** The name of an object's entry; undefined for an element of a list. */
  readonly name?: string;
}

/** A field that is neither a list nor an object counts as one element, so that no value is lost. */
function fieldElements(raw: string | undefined, field: string): Element[] {
  if (raw === undefined || raw === 'null') return [];
  if (isArray(raw)) return elementsOf(raw).map((element) => ({ field, raw: element }));
  if (isObject(raw)) return membersOf(raw).map(({ name, start, end }) => ({ field, raw: raw.slice(start, end), name }));
  return [{ field, raw }];
}

function elementRow(element: Element, index: number, { row, level }: { row: RawObject; level: Explode }): RawObject {
  const own: RawObject = isObject(element.raw)
    ? splitObject(element.raw)
    : new Map([[level.value ?? element.field, element.raw]]);
  // An element with an id of its own keeps it.
  if (level.id !== undefined && !own.has(level.id)) {
    own.set(level.id, JSON.stringify(element.name ?? String(index)));
  }
  own.set(level.index, String(index));
  for (const [name, field] of Object.entries(level.parent)) own.set(name, row.get(field) ?? 'null');
  return own;
}
