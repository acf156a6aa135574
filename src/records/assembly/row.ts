// Finds the members of one row, or of its spread object, and notes where their values stand.
import { CLOSE_BRACE, COMMA, equals, QUOTE, SPACE } from './bytes';
import { kind, odd, skipColon, skipSpace, skipString, skipValue, stop } from './json';
import { EXPECTED, GROUP_SLOTS, MOST_FIELDS, MOST_UNKNOWNS, PLAN, SLOTS, UNKNOWNS } from './layout';
import { findName } from './members';
import { Kind, NONE, Plan, Slot, Text, Unknown } from './plan';

/** `":`, as a little-endian word of two bytes. */
const QUOTE_AND_COLON: u16 = 0x3a22;
/** As one byte: there are fewer fields than this. */
const NO_FIELD: u32 = 0xff;

export let unknownCount: u32 = 0;

export function slotAt(index: u32): Slot {
  return changetype<Slot>(SLOTS + <usize>(index * <u32>offsetof<Slot>()));
}

export function groupSlotAt(index: u32): Slot {
  return changetype<Slot>(GROUP_SLOTS + <usize>(index * <u32>offsetof<Slot>()));
}

export function unknownAt(index: u32): Unknown {
  return changetype<Unknown>(UNKNOWNS + <usize>(index * <u32>offsetof<Unknown>()));
}

/** Forgets which member comes after which: another plan has other fields. */
export function forgetOrder(): void {
  memory.fill(EXPECTED, 0xff, MOST_FIELDS);
}

/** Reads the row whose opening brace is at `at` into the slots and unknowns, and returns its end. */
export function readRow(at: usize): usize {
  memory.fill(SLOTS, 0, changetype<Plan>(PLAN).slotCount * <u32>offsetof<Slot>());
  unknownCount = 0;
  at = skipSpace(at + 1);
  if (load<u8>(at) === CLOSE_BRACE) return at + 1;
  let position: u32 = 0;
  while (true) {
    at = readRowMember(at, position);
    if (at === 0) return 0;
    let byte = load<u8>(at);
    if (byte <= SPACE) {
      at = skipSpace(at);
      byte = load<u8>(at);
    }
    if (byte === CLOSE_BRACE) return at + 1;
    if (byte !== COMMA) return stop(at);
    at = skipSpace(at + 1);
    position += 1;
  }
}

/** Reads a member, mostly the same one that came at this position of the row before. */
function readRowMember(at: usize, position: u32): usize {
  if (load<u8>(at) !== QUOTE) return stop(at);
  const name = at + 1;
  let field = expectedAt(position);
  let nameEnd: usize;
  let start: usize;
  if (field !== NONE && isField(field, name)) {
    nameEnd = name + fieldAt(field).length;
    start = skipSpace(nameEnd + 2);
  } else {
    at = skipString(at);
    if (at === 0) return 0;
    if (kind !== Kind.PlainString) return odd();
    nameEnd = at - 1;
    const plan = changetype<Plan>(PLAN);
    field = findName(plan.fields, plan.fieldCount, <u32>offsetof<Text>(), name, <u32>(nameEnd - name));
    if (position < MOST_FIELDS) store<u8>(EXPECTED + position, <u8>field);
    start = skipColon(nameEnd + 1);
    if (start === 0) return 0;
  }
  const end = skipValue(start, 1);
  if (end === 0) return 0;
  if (field !== NONE) fill(slotAt(field), start, end);
  else if (!addUnknown(0, name, nameEnd, start, end)) return odd();
  return end;
}

/** The field that came at this position before; NONE when that was none of the plan's. */
function expectedAt(position: u32): u32 {
  const field: u32 = position < MOST_FIELDS ? load<u8>(EXPECTED + position) : NO_FIELD;
  return field === NO_FIELD ? NONE : field;
}

function fieldAt(index: u32): Text {
  return changetype<Text>(<usize>changetype<Plan>(PLAN).fields + <usize>(index * <u32>offsetof<Text>()));
}

/** Whether this field's name, and the quote and the colon after it, stand at `name`. */
function isField(index: u32, name: usize): bool {
  const field = fieldAt(index);
  return load<u16>(name + field.length) === QUOTE_AND_COLON && equals(name, field.at, field.length);
}

/** Of a name that comes twice, the last value counts. */
export function fill(slot: Slot, start: usize, end: usize): void {
  slot.start = <u32>start;
  slot.end = <u32>end;
  slot.kind = kind;
}

/** False for a name that is there already among those since `from`, and when there are too many. */
export function addUnknown(from: u32, name: usize, nameEnd: usize, value: usize, end: usize): bool {
  if (unknownCount === MOST_UNKNOWNS || hasUnknown(from, name, nameEnd)) return false;
  const unknown = unknownAt(unknownCount);
  unknown.name = <u32>name;
  unknown.nameEnd = <u32>nameEnd;
  unknown.start = <u32>value;
  unknown.end = <u32>end;
  unknownCount += 1;
  return true;
}

function hasUnknown(from: u32, name: usize, nameEnd: usize): bool {
  const length = nameEnd - name;
  for (let index: u32 = from; index < unknownCount; index += 1) {
    const unknown = unknownAt(index);
    const isAsLong = unknown.nameEnd - unknown.name === <u32>length;
    if (isAsLong && equals(name, unknown.name, length)) return true;
  }
  return false;
}
