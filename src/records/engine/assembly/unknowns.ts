// Members without a column: those of the row itself, and those of its grouped object.
import { equals } from './bytes';
import { MOST_UNKNOWNS, SPREAD_UNKNOWNS, UNKNOWNS } from './layout';
import { Unknown } from './plan';

export let unknownCount: u32 = 0;
export let spreadUnknownCount: u32 = 0;

export function clearUnknowns(): void {
  unknownCount = 0;
  spreadUnknownCount = 0;
}

export function clearSpreadUnknowns(): void {
  spreadUnknownCount = 0;
}

export function unknownAt(list: usize, index: u32): Unknown {
  return changetype<Unknown>(list + <usize>(index * <u32>offsetof<Unknown>()));
}

/** Returns false when the name was already added, or when there are too many. */
export function addUnknown(name: usize, nameEnd: usize, value: usize, end: usize): bool {
  if (!add(UNKNOWNS, unknownCount, name, nameEnd, value, end)) return false;
  unknownCount += 1;
  return true;
}

/** The same for a member of the grouped object. */
export function addSpreadUnknown(name: usize, nameEnd: usize, value: usize, end: usize): bool {
  if (!add(SPREAD_UNKNOWNS, spreadUnknownCount, name, nameEnd, value, end)) return false;
  spreadUnknownCount += 1;
  return true;
}

function add(list: usize, count: u32, name: usize, nameEnd: usize, value: usize, end: usize): bool {
  if (count === MOST_UNKNOWNS || has(list, count, name, nameEnd)) return false;
  const unknown = unknownAt(list, count);
  unknown.name = <u32>name;
  unknown.nameEnd = <u32>nameEnd;
  unknown.start = <u32>value;
  unknown.end = <u32>end;
  return true;
}

function has(list: usize, count: u32, name: usize, nameEnd: usize): bool {
  const length = nameEnd - name;
  for (let index: u32 = 0; index < count; index += 1) {
    const unknown = unknownAt(list, index);
    const isAsLong = unknown.nameEnd - unknown.name === <u32>length;
    if (isAsLong && equals(name, unknown.name, length)) return true;
  }
  return false;
}
