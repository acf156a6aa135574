// Finds the groups and the other members of the grouped object and records their positions.
import { CLOSE_BRACE, OPEN_BRACE, QUOTE } from './bytes';
import { endObject, handBack, kind, skipColon, skipSpace, skipString, skipToMember, skipValue, stop } from './json';
import { PLAN } from './layout';
import { findName } from './members';
import { Group, Kind, NONE, Plan } from './plan';
import { clearGroupSlots, fill, groupSlotAt } from './slots';
import { addSpreadUnknown, clearSpreadUnknowns } from './unknowns';

/** Reads the object's groups and unknowns. Returns its end, or 0 as `skipValue` does. */
export function readSpread(at: usize): usize {
  const plan = changetype<Plan>(PLAN);
  // Drop what an earlier object of the same name has left: the last value of a duplicate name wins.
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
  if (kind !== Kind.PlainString) return handBack();
  const nameEnd = at - 1;
  const start = skipColon(at);
  if (start === 0) return 0;
  const end = skipValue(start, 2);
  if (end === 0) return 0;
  const group = findName(plan.groups, plan.groupCount, <u32>offsetof<Group>(), nameStart, <u32>(nameEnd - nameStart));
  if (group === NONE) return addSpreadUnknown(nameStart, nameEnd, start, end) ? end : handBack();
  if (kind !== Kind.Object && kind !== Kind.Null) return handBack();
  fill(groupSlotAt(group), start, end, kind);
  return end;
}
