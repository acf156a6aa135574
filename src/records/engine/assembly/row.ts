// Finds the members of a row and records the positions of their values.
import { CLOSE_BRACE, equals, QUOTE } from './bytes';
import { handBack, kind, skipColon, skipSpace, skipString, skipToMember, skipValue, stop } from './json';
import { EXPECTED, MOST_FIELDS, PLAN } from './layout';
import { findName } from './members';
import { Kind, NONE, Plan, Text } from './plan';
import { clearGroupSlots, clearSlots, fill, slotAt } from './slots';
import { readSpread } from './spread';
import { addUnknown, clearUnknowns } from './unknowns';

/** `":`, as a little-endian word of two bytes. */
const QUOTE_AND_COLON: u16 = 0x3a22;
/** NONE as one byte, which is enough because there are fewer fields. */
const NO_FIELD: u32 = 0xff;

/** Forgets the order of the members: another plan has other fields. */
export function forgetOrder(): void {
  memory.fill(EXPECTED, 0xff, MOST_FIELDS);
}

/**
 * Reads the row whose opening brace is at `at` into the slots and unknowns. Returns its end, or 0 as `skipValue` does.
 */
export function readRow(at: usize): usize {
  const plan = changetype<Plan>(PLAN);
  clearSlots(plan);
  clearUnknowns();
  if (plan.spreadSlot !== NONE) clearGroupSlots(plan);
  at = skipSpace(at + 1);
  for (let position: u32 = 0; load<u8>(at) !== CLOSE_BRACE; position += 1) {
    at = readRowMember(at, position);
    if (at === 0) return 0;
    at = skipToMember(at);
    if (at === 0) return 0;
  }
  return at + 1;
}

function readRowMember(at: usize, position: u32): usize {
  if (load<u8>(at) !== QUOTE) return stop(at);
  if (position === MOST_FIELDS) return handBack();
  const start = readName(at + 1, position);
  if (start === 0) return 0;
  const field = expectedAt(position);
  const isSpread = field !== NONE && field === changetype<Plan>(PLAN).spreadSlot;
  const end = isSpread ? readSpread(start) : skipValue(start, 1);
  if (end === 0) return 0;
  if (field !== NONE) fill(slotAt(field), start, end, kind);
  // Unknowns are rare, so skipping their name a second time is cheap enough. It overwrites `kind`.
  else if (!addUnknown(at + 1, skipString(at) - 1, start, end)) return handBack();
  return end;
}

/**
 * Matches the name at `name`: first against the field seen at this position in the previous row, else by search. Stores
 * the index for `expectedAt`. Returns the address of the value, or 0.
 */
function readName(name: usize, position: u32): usize {
  const expected = expectedAt(position);
  if (expected !== NONE && isField(expected, name)) return skipSpace(name + fieldAt(expected).length + 2);
  const end = skipString(name - 1);
  if (end === 0) return 0;
  if (kind !== Kind.PlainString) return handBack();
  const plan = changetype<Plan>(PLAN);
  const field = findName(plan.fields, plan.fieldCount, <u32>offsetof<Text>(), name, <u32>(end - 1 - name));
  store<u8>(EXPECTED + position, <u8>field);
  return skipColon(end);
}

/** Returns the field seen last at this position, or NONE when it was not one of the plan's. */
function expectedAt(position: u32): u32 {
  const field: u32 = load<u8>(EXPECTED + position);
  return field === NO_FIELD ? NONE : field;
}

function fieldAt(index: u32): Text {
  return changetype<Text>(<usize>changetype<Plan>(PLAN).fields + <usize>(index * <u32>offsetof<Text>()));
}

/** Whether this field's name is at `name`, followed by the quote and the colon. */
function isField(index: u32, name: usize): bool {
  const field = fieldAt(index);
  return load<u16>(name + field.length) === QUOTE_AND_COLON && equals(name, field.at, field.length);
}
