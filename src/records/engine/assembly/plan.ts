// The plan's layout in memory: fields of 32 bits each, in this order. `src/records/engine/plan.ts` writes it.

/** A text: its address and its length in bytes. */
@unmanaged
export class Text {
  at: u32;
  length: u32;
}

@unmanaged
export class Plan {
  lineStart: u32;
  lineStartLength: u32;
  lineEnd: u32;
  lineEndLength: u32;
  rowNumberLabel: u32;
  rowNumberLabelLength: u32;
  additionalLabel: u32;
  additionalLabelLength: u32;
  /** `"metadata":`, for members of the grouped object that fit no column. */
  spreadLabel: u32;
  spreadLabelLength: u32;
  /**
   * One Text per member of the row that has a column, and one for the grouped object. The slots of nested columns
   * follow theirs.
   */
  fields: u32;
  fieldCount: u32;
  slotCount: u32;
  columns: u32;
  columnCount: u32;
  groups: u32;
  groupCount: u32;
  /** The slots of the grouped object and of the cursor, or NONE. */
  spreadSlot: u32;
  cursorSlot: u32;
  isNumbered: u32;
  hasKeep: u32;
  /** An upper bound for the bytes of a record beside its values: labels, nulls, commas and quotes. */
  fixedBytes: u32;
}

@unmanaged
export class Column {
  label: u32;
  labelLength: u32;
  type: u32;
  isKey: u32;
  /** The column's JSON text for a missing value: null, except in keys and cursors. */
  empty: u32;
  emptyLength: u32;
  slot: u32;
}

@unmanaged
export class Group {
  name: u32;
  nameLength: u32;
  label: u32;
  labelLength: u32;
  /** The names of the members that are times, one Text each. */
  times: u32;
  timeCount: u32;
  copies: u32;
  copyCount: u32;
}

/** A member of a group that also has a nested column of its own. */
@unmanaged
export class Copy {
  name: u32;
  nameLength: u32;
  slot: u32;
}

/** The position and kind of a field's value in the row. */
@unmanaged
export class Slot {
  start: u32;
  end: u32;
  kind: u32;
}

/** A member of the row, or of its grouped object, that has no column. */
@unmanaged
export class Unknown {
  name: u32;
  nameEnd: u32;
  start: u32;
  end: u32;
}

export const NONE: u32 = 0xffffffff;

export enum Type {
  String,
  Integer,
  Number,
  Boolean,
  Time,
  Object,
  Array,
  Any,
  /** The calendar day of a bucket: the UTC date of its time + 13 hours. */
  CalendarDate,
}

export enum Kind {
  Absent,
  Null,
  /** A string without a backslash. */
  PlainString,
  EscapedString,
  /** Only digits, with or without a minus. */
  Integer,
  OtherNumber,
  Boolean,
  Object,
  Array,
}
