// Writes the record of the last row read. A returned address of 0 means that the row must be handed back.
import { CLOSE_BRACE, COLON, COMMA, copy, LINE_FEED, MINUS, OPEN_BRACE, put, putNull, QUOTE, ZERO } from './bytes';
import { putGroups } from './groups';
import { hash64 } from './hash';
import { rowNumber } from './host';
import { putCanonical } from './key-text';
import { KEY, SPREAD_UNKNOWNS, UNKNOWNS } from './layout';
import { Column, Kind, Plan, Slot, Type } from './plan';
import { keepRepeated, putRepeated } from './repeated-times';
import { slotAt } from './slots';
import { MS_DIGITS, NO_TIME, putCalendarDate, putTime, readMs } from './times';
import { spreadUnknownCount, unknownAt, unknownCount } from './unknowns';

export function putLine(to: usize, plan: Plan): usize {
  to = put(copy(to, plan.lineStart, plan.lineStartLength), OPEN_BRACE);
  let key: usize = KEY;
  for (let index: u32 = 0; index < plan.columnCount; index += 1) {
    const column = changetype<Column>(<usize>plan.columns + <usize>(index * <u32>offsetof<Column>()));
    const start = copy(to, column.label, column.labelLength);
    to = putValue(start, column, slotAt(column.slot));
    if (to === 0) return 0;
    if (column.isKey) key = put(copy(key, start, to - start), LINE_FEED);
    to = put(to, COMMA);
  }
  to = putGroups(to, plan);
  if (to === 0) return 0;
  if (plan.isNumbered) {
    to = copy(to, plan.rowNumberLabel, plan.rowNumberLabelLength);
    const hash = hash64(KEY, key - KEY);
    to = put(putNumber(to, rowNumber(<u32>(hash >> 32), <u32>hash)), COMMA);
  }
  to = copy(to, plan.additionalLabel, plan.additionalLabelLength);
  to = put(putAdditional(to, plan), CLOSE_BRACE);
  return copy(to, plan.lineEnd, plan.lineEndLength);
}

function putValue(to: usize, column: Column, slot: Slot): usize {
  const kind = slot.kind;
  if (kind === Kind.Absent || kind === Kind.Null) return copy(to, column.empty, column.emptyLength);
  if (column.isKey && mayBeNegativeZero(slot)) return 0;
  if (column.type === Type.String) return putText(to, slot, column.isKey);
  if (column.type === Type.Time) return putTimeColumn(to, slot, column);
  if (column.type === Type.CalendarDate) return putCalendarColumn(to, slot, column);
  if (!fits(kind, column.type)) return 0;
  if (kind === Kind.EscapedString && column.isKey) return putCanonical(to, slot.start, slot.end);
  return copy(to, slot.start, slot.end - slot.start);
}

/** Whether a number may be -0 in any spelling. In a key it has to become 0, which the converter does. */
function mayBeNegativeZero(slot: Slot): bool {
  const isNumber = slot.kind === Kind.Integer || slot.kind === Kind.OtherNumber;
  return isNumber && load<u8>(slot.start) === MINUS && load<u8>(slot.start + 1) === ZERO;
}

function fits(kind: Kind, type: Type): bool {
  switch (type) {
    case Type.Integer:
      return kind === Kind.Integer;
    case Type.Number:
      return kind === Kind.Integer || kind === Kind.OtherNumber;
    case Type.Boolean:
      return kind === Kind.Boolean;
    case Type.Object:
      return kind === Kind.Object;
    case Type.Array:
      return kind === Kind.Array;
    case Type.Any:
      return true;
    default:
      // A type without a rule here: hand the row back.
      return false;
  }
}

function putText(to: usize, slot: Slot, isKey: u32): usize {
  const kind = slot.kind;
  const length = slot.end - slot.start;
  if (kind === Kind.PlainString) return copy(to, slot.start, length);
  if (kind === Kind.EscapedString) {
    return isKey ? putCanonical(to, slot.start, slot.end) : copy(to, slot.start, length);
  }
  if (kind === Kind.Object || kind === Kind.Array) return 0;
  return put(copy(put(to, QUOTE), slot.start, length), QUOTE);
}

function putTimeColumn(to: usize, slot: Slot, column: Column): usize {
  const mayRepeat = slot.kind === Kind.Integer && <usize>slot.end - slot.start === MS_DIGITS;
  const repeatedEnd = mayRepeat ? putRepeated(to, column.slot, slot.start) : 0;
  if (repeatedEnd !== 0) return repeatedEnd;
  const ms = slotMs(slot);
  if (ms === NO_TIME) return 0;
  if (ms === 0) return copy(to, column.empty, column.emptyLength);
  const end = putTime(to, ms);
  if (mayRepeat) keepRepeated(column.slot, slot.start, to);
  return end;
}

function putCalendarColumn(to: usize, slot: Slot, column: Column): usize {
  const ms = slotMs(slot);
  if (ms === 0) return copy(to, column.empty, column.emptyLength);
  return ms === NO_TIME ? 0 : putCalendarDate(to, ms);
}

/** Returns epoch milliseconds, 0 for "never" or no value, or NO_TIME when the row must be handed back. */
export function slotMs(slot: Slot): u64 {
  if (slot.kind === Kind.Absent || slot.kind === Kind.Null) return 0;
  if (slot.kind === Kind.PlainString && slot.end - slot.start === 2) return 0;
  return slot.kind === Kind.Integer ? readMs(slot.start, slot.end) : NO_TIME;
}

function putAdditional(to: usize, plan: Plan): usize {
  if (unknownCount === 0 && spreadUnknownCount === 0) return putNull(to);
  to = putMembers(put(to, OPEN_BRACE), UNKNOWNS, unknownCount);
  if (spreadUnknownCount > 0) {
    if (unknownCount > 0) to = put(to, COMMA);
    to = put(copy(to, plan.spreadLabel, plan.spreadLabelLength), OPEN_BRACE);
    to = put(putMembers(to, SPREAD_UNKNOWNS, spreadUnknownCount), CLOSE_BRACE);
  }
  return put(to, CLOSE_BRACE);
}

function putMembers(to: usize, list: usize, count: u32): usize {
  for (let index: u32 = 0; index < count; index += 1) {
    const unknown = unknownAt(list, index);
    if (index > 0) to = put(to, COMMA);
    to = copy(put(to, QUOTE), unknown.name, unknown.nameEnd - unknown.name);
    to = put(put(to, QUOTE), COLON);
    to = copy(to, unknown.start, unknown.end - unknown.start);
  }
  return to;
}

function putNumber(to: usize, number: u32): usize {
  let digits: usize = 1;
  for (let rest = number; rest >= 10; rest /= 10) digits += 1;
  for (let at = to + digits - 1; at >= to; at -= 1) {
    store<u8>(at, <u8>(ZERO + (number % 10)));
    number /= 10;
  }
  return to + digits;
}
