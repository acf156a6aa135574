// Writes one column per declared group of the grouped object, with its time members as RFC 3339.
import { CLOSE_BRACE, COMMA, copy, isDigit, MINUS, put, putNull, ZERO } from './bytes';
import { kind } from './json';
import { findName, firstMember, name, nameLength, readMember, valueEnd, valueStart } from './members';
import { Copy, Group, Kind, NONE, Plan, Slot, Text } from './plan';
import { fill, groupSlotAt, slotAt } from './slots';
import { NO_TIME, putTime, readMs } from './times';

/** As in convert/groups.ts: only numbers in this range count as milliseconds. */
const FIRST_MS: u64 = 100_000_000_000;
const LAST_MS: u64 = 10_000_000_000_000;
/** A value that only the converter can judge. */
const UNCLEAR_TIME: u64 = NO_TIME - 1;

function groupAt(plan: Plan, index: u32): Group {
  return changetype<Group>(<usize>plan.groups + <usize>(index * <u32>offsetof<Group>()));
}

/** Fills the slots of the nested columns from the groups. Returns false when the row must be handed back. */
export function readGroups(plan: Plan): bool {
  if (plan.spreadSlot === NONE) return true;
  const spread = slotAt(plan.spreadSlot).kind;
  if (spread === Kind.Absent || spread === Kind.Null) return true;
  if (spread !== Kind.Object) return false;
  for (let index: u32 = 0; index < plan.groupCount; index += 1) {
    const group = groupAt(plan, index);
    if (group.copyCount === 0 || groupSlotAt(index).kind !== Kind.Object) continue;
    if (!copyMembers(group, groupSlotAt(index).start)) return false;
  }
  return true;
}

function copyMembers(group: Group, object: usize): bool {
  for (let at = firstMember(object); load<u8>(at) !== CLOSE_BRACE; ) {
    at = readMember(at);
    if (at === 0) return false;
    const copied = findName(group.copies, group.copyCount, <u32>offsetof<Copy>(), name, nameLength);
    if (copied === NONE) continue;
    const target = changetype<Copy>(<usize>(group.copies + copied * <u32>offsetof<Copy>()));
    fill(slotAt(target.slot), valueStart, valueEnd, kind);
  }
  return true;
}

export function putGroups(to: usize, plan: Plan): usize {
  if (plan.spreadSlot === NONE) return to;
  for (let index: u32 = 0; index < plan.groupCount; index += 1) {
    const group = groupAt(plan, index);
    const slot = groupSlotAt(index);
    to = copy(to, group.label, group.labelLength);
    if (slot.kind !== Kind.Object) {
      to = putNull(to);
    } else if (group.timeCount === 0) {
      to = copy(to, slot.start, slot.end - slot.start);
    } else {
      to = putWithTimes(to, group, slot);
      if (to === 0) return 0;
    }
    to = put(to, COMMA);
  }
  return to;
}

/** Writes the object unchanged except for its time values. Returns 0 when the row must be handed back. */
function putWithTimes(to: usize, group: Group, slot: Slot): usize {
  let copied: usize = slot.start;
  for (let at = firstMember(copied); load<u8>(at) !== CLOSE_BRACE; ) {
    at = readMember(at);
    if (at === 0) return 0;
    const time = findName(group.times, group.timeCount, <u32>offsetof<Text>(), name, nameLength);
    if (time === NONE) continue;
    const ms = readGroupTime(valueStart, valueEnd);
    if (ms === NO_TIME) continue;
    if (ms === UNCLEAR_TIME) return 0;
    to = putTime(copy(to, copied, valueStart - copied), ms);
    copied = valueEnd;
  }
  return copy(to, copied, <usize>slot.end - copied);
}

/** Returns milliseconds, 0 for "never", NO_TIME for a value that stays unchanged, or UNCLEAR_TIME. */
function readGroupTime(start: usize, end: usize): u64 {
  if (kind === Kind.PlainString) return readTextTime(start, end);
  if (kind === Kind.EscapedString || kind === Kind.OtherNumber) return UNCLEAR_TIME;
  // Null, objects, lists and booleans are never epoch milliseconds, whatever the declared type is.
  if (kind !== Kind.Integer) return NO_TIME;
  if (load<u8>(start) === MINUS) return load<u8>(start + 1) === ZERO ? UNCLEAR_TIME : NO_TIME;
  const ms = readMs(start, end);
  return ms === 0 || (ms >= FIRST_MS && ms <= LAST_MS) ? ms : NO_TIME;
}

/** A text that begins like a number may be a number. */
function readTextTime(start: usize, end: usize): u64 {
  if (end - start === 2) return 0;
  const first = load<u8>(start + 1);
  return isDigit(first) || first === MINUS ? UNCLEAR_TIME : NO_TIME;
}
