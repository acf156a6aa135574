import type { Explode } from '../shape.ts';
import { appOfGroup } from './app-group.ts';
import {
  decodeString,
  elementsOf,
  isArray,
  isObject,
  isString,
  membersOf,
  type RawObject,
  rawAt,
  splitObject,
} from './json-text.ts';

type AppIds = ReadonlySet<string> | undefined;

/**
 * Returns one row per element of a row, level by level: first the elements of the first level's fields, then the
 * elements of the second level's fields in each of those. Values stay JSON text, so every digit is kept.
 */
export function explodeRow(row: RawObject, levels: readonly Explode[], appIds?: AppIds): readonly RawObject[] {
  return levels.reduce<readonly RawObject[]>(
    (rows, level) => rows.flatMap((each) => explodeLevel(each, level, appIds)),
    [row],
  );
}

interface Element {
  /** The last name of its field's path. */
  readonly field: string;
  readonly raw: string;
  /** The name of an object's entry; undefined for an element of a list. */
  readonly name?: string;
}

function explodeLevel(row: RawObject, level: Explode, appIds: AppIds): RawObject[] {
  const elements = chosen(
    level.fields.flatMap((path) => fieldElements(row, path)),
    level,
  );
  const ids = new Set<string>();
  return elements.map((element, index) => {
    const own = membersOfElement(element, level);
    if (level.id !== undefined)
      own.set(level.id, JSON.stringify(uniqueId(element, own, { level, index, ids, appIds })));
    if (level.index !== undefined) own.set(level.index, String(index));
    for (const [name, path] of Object.entries(level.parent)) own.set(name, rawAt(row, path.split('.')) ?? 'null');
    if (level.equals !== undefined) own.set(level.equals.name, String(equalsParent(element, row, level.equals.path)));
    if (level.listedBy !== undefined) own.set(level.listedBy.name, listingId(own, row, level.listedBy));
    return own;
  });
}

/** A field that is neither list nor object counts as one element: nothing that came is passed over. */
function fieldElements(row: RawObject, path: string): Element[] {
  const names = path.split('.');
  const field = names.at(-1) ?? path;
  const raw = rawAt(row, names);
  if (raw === undefined || raw === 'null') return [];
  if (isArray(raw)) return elementsOf(raw).map((element) => ({ field, raw: element }));
  if (!isObject(raw)) return [{ field, raw }];
  return membersOf(raw).map(({ name, start, end }) => ({ field, raw: raw.slice(start, end), name }));
}

function chosen(elements: readonly Element[], { distinct, appGroups }: Explode): readonly Element[] {
  if (appGroups === true) {
    return elements.filter(({ name = '', raw }) => appOfGroup(name, undefined) !== undefined && isObject(raw));
  }
  if (distinct !== true) return elements;
  const seen = new Set(['""']);
  return elements.filter(({ raw }) => {
    const isNew = raw !== 'null' && !seen.has(plain(raw));
    seen.add(plain(raw));
    return isNew;
  });
}

/** A text without needless escapes; a number as its text, since ids come as either. */
function plain(raw: string): string {
  return JSON.stringify(isString(raw) ? decodeString(raw) : raw);
}

function membersOfElement({ raw, field }: Element, { whole, value }: Explode): RawObject {
  if (whole !== undefined) return new Map([[whole, raw]]);
  return isObject(raw) ? splitObject(raw) : new Map([[value ?? field, raw]]);
}

interface IdParts {
  readonly level: Explode;
  readonly index: number;
  readonly ids: Set<string>;
  readonly appIds: AppIds;
}

/** Two fields may use the same ids, e.g. the options of a poll: the second one then has its field's name in front. */
function uniqueId({ name, field }: Element, own: RawObject, { level, index, ids, appIds }: IdParts): string {
  const given = own.get(level.id ?? '') ?? own.get('id');
  const ownId = given === undefined || given === 'null' ? undefined : isString(given) ? decodeString(given) : given;
  const id = level.appGroups === true ? appOfGroup(name ?? '', appIds) : (ownId ?? name ?? String(index));
  let unique = id === undefined || ids.has(id) ? `${field}.${id ?? index}` : id;
  while (ids.has(unique)) unique = `${unique}.${index}`;
  ids.add(unique);
  return unique;
}

function equalsParent({ raw }: Element, row: RawObject, path: string): boolean {
  const value = rawAt(row, path.split('.'));
  return value !== undefined && plain(value) === plain(raw);
}

/** The JSON text of the id of the first element of `field` whose list `ids` holds this element's id. */
function listingId(own: RawObject, row: RawObject, { field, ids }: { field: string; ids: string }): string {
  const wanted = own.get('id');
  if (wanted === undefined) return 'null';
  for (const { raw } of fieldElements(row, field)) {
    if (!isObject(raw)) continue;
    const members = splitObject(raw);
    const listed = fieldElements(members, ids).map((element) => plain(element.raw));
    if (listed.includes(plain(wanted))) return members.get('id') ?? 'null';
  }
  return 'null';
}
