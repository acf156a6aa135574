// The spread object: a column for each of its declared groups, in which the members that are times are written as such.
import { CLOSE_BRACE, COMMA, copy, equals, isDigit, MINUS, put, putNull } from './bytes';
import { kind, skipColon, skipSpace, skipString, skipValue } from './json';
import { GROUP_SLOTS } from './layout';
import { COPY_BYTES, Copy, GROUP_BYTES, Group, Kind, NONE, Plan, SLOT_BYTES, Slot, TEXT_BYTES, Text } from './plan';
import { groupSlotAt, readGroups, slotAt, unknownCount } from './row';
import { NO_TIME, putTime, readMs } from './times';

// @ts-expect-error: decorator
function groupAt(plan: Plan, index: u32): Group {
  return changetype<Group>(<usize>plan.groups + <usize>(index * GROUP_BYTES));
}

/** How many of the unknowns are members of the row itself; the others are the spread object's. */
export let ownUnknownCount: u32 = 0;

/** Finds the groups and the members that are copied; false when the slow way has to take the row. */
export function groupsHold(plan: Plan): bool {
  ownUnknownCount = unknownCount;
  if (plan.spreadSlot === NONE) return true;
  memory.fill(GROUP_SLOTS, 0, plan.groupCount * SLOT_BYTES);
  const slot = slotAt(plan.spreadSlot);
  if (slot.kind === Kind.Absent || slot.kind === Kind.Null) return true;
  if (slot.kind !== Kind.Object || !readGroups(slot.start)) return false;
  for (let index: u32 = 0; index < plan.groupCount; index += 1) {
    const group = groupAt(plan, index);
    if (group.copyCount === 0 || groupSlotAt(index).kind !== Kind.Object) continue;
    if (!copyMembers(group, groupSlotAt(index).start)) return false;
  }
  return true;
}

function copyMembers(group: Group, at: usize): bool {
  for (at = skipSpace(at + 1); load<u8>(at) !== CLOSE_BRACE; ) {
    const name = at + 1;
    const nameEnd = skipString(at) - 1;
    if (kind !== Kind.PlainString) return false;
    const start = skipColon(nameEnd + 1);
    const end = skipValue(start, 1);
    const slot = findCopy(group, name, <u32>(nameEnd - name));
    if (slot !== NONE) {
      const copied = slotAt(slot);
      if (copied.kind !== Kind.Absent) return false;
      copied.start = <u32>start;
      copied.end = <u32>end;
      copied.kind = kind;
    }
    at = skipSpace(end);
    if (load<u8>(at) === COMMA) at = skipSpace(at + 1);
  }
  return true;
}

function findCopy(group: Group, name: usize, length: u32): u32 {
  for (let index: u32 = 0; index < group.copyCount; index += 1) {
    const copied = changetype<Copy>(<usize>group.copies + <usize>(index * COPY_BYTES));
    if (copied.nameLength === length && equals(name, copied.name, length)) return copied.slot;
  }
  return NONE;
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

/** The object as it came, but for the values of its times. */
function putWithTimes(to: usize, group: Group, slot: Slot): usize {
  let copied: usize = slot.start;
  for (let at = skipSpace(copied + 1); load<u8>(at) !== CLOSE_BRACE; ) {
    const name = at + 1;
    const nameEnd = skipString(at) - 1;
    if (kind !== Kind.PlainString) return 0;
    const start = skipColon(nameEnd + 1);
    const end = skipValue(start, 1);
    if (isTime(group, name, <u32>(nameEnd - name)) && !isTextAsItCame(start, end)) {
      const ms = readGroupTime(start, end);
      if (ms === NO_TIME) return 0;
      to = putTime(copy(to, copied, start - copied), ms);
      copied = end;
    }
    at = skipSpace(end);
    if (load<u8>(at) === COMMA) at = skipSpace(at + 1);
  }
  return copy(to, copied, <usize>slot.end - copied);
}

function isTime(group: Group, name: usize, length: u32): bool {
  for (let index: u32 = 0; index < group.timeCount; index += 1) {
    const time = changetype<Text>(<usize>group.times + <usize>(index * TEXT_BYTES));
    if (time.length === length && equals(name, time.at, length)) return true;
  }
  return false;
}

/** Null, objects, lists, booleans, and text that cannot be a number, are no epoch milliseconds, whatever their type says. */
function isTextAsItCame(start: usize, end: usize): bool {
  if (kind === Kind.Integer || kind === Kind.OtherNumber) return false;
  if (kind !== Kind.PlainString) return kind !== Kind.EscapedString;
  if (end - start === 2) return false;
  const first = load<u8>(start + 1);
  return !isDigit(first) && first !== MINUS;
}

/** 0 for the empty text; NO_TIME for what the slow way has to look at. */
function readGroupTime(start: usize, end: usize): u64 {
  if (kind === Kind.PlainString && end - start === 2) return 0;
  return kind === Kind.Integer ? readMs(start, end) : NO_TIME;
}
