// Finds the groups of the spread object and its other members, and notes where they stand.
import { CLOSE_BRACE, OPEN_BRACE, QUOTE } from './bytes';
import { endObject, kind, odd, skipColon, skipSpace, skipString, skipToMember, skipValue, stop } from './json';
import { PLAN } from './layout';
import { findName } from './members';
import { Group, Kind, NONE, Plan } from './plan';
import { clearGroupSlots, fill, groupSlotAt } from './slots';
import { addSpreadUnknown, clearSpreadUnknowns } from './unknowns';

/** Walks over the object, notes its groups and unknowns, and returns its end; 0 as `skipValue` does. */
export function readSpread(at: usize): usize {
  const plan = changetype<Plan>(PLAN);
  // Of a name that comes twice, the last value counts.
  clearGroupSlots(plan);
  clearSpreadUnknowns();
  if (load<u8>(at) !== OPEN_BRACE) return skipValue(at, 1);
  at = skipSpace(at + 1);
  while (load<u8>(at) !== CLOSE_BRACE) {
    at = readSpreadMember(at, plan);
    if (at === 0) return 0;
    at = skipToMember(at);
    if (at === 0) return 0;
  }
  return endObject(at);
}

function readSpreadMember(at: usize, plan: Plan): usize {
  if (load<u8>(at) !== QUOTE) return stop(at);
  const nameStart = at + 1;
  at = skipString(at);
  if (at === 0) return 0;
  if (kind !== Kind.PlainString) return odd();
  const nameEnd = at - 1;
  const start = skipColon(at);
  if (start === 0) return 0;
  const end = skipValue(start, 2);
  if (end === 0) return 0;
  const group = findName(plan.groups, plan.groupCount, <u32>offsetof<Group>(), nameStart, <u32>(nameEnd - nameStart));
  if (group === NONE) return addSpreadUnknown(nameStart, nameEnd, start, end) ? end : odd();
  if (kind !== Kind.Object && kind !== Kind.Null) return odd();
  fill(groupSlotAt(group), start, end, kind);
  return end;
}
