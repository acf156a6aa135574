// The plan as it lies in memory: fields of 32 bits each, in this order. `src/records/engine/plan.ts` writes it.

/** A piece of text: where it begins and how many bytes it has. */
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
  /** `"metadata":`, for what of the spread object fits no column. */
  spreadLabel: u32;
  spreadLabelLength: u32;
  /** Names of the row's members that have a column or are spread; a Text each. Copied columns have a slot behind them. */
  fields: u32;
  fieldCount: u32;
  slotCount: u32;
  columns: u32;
  columnCount: u32;
  groups: u32;
  groupCount: u32;
  /** Slot of the spread object and of the cursor; NONE without. */
  spreadSlot: u32;
  cursorSlot: u32;
  isNumbered: u32;
  hasKeep: u32;
  /** What the labels and the nulls of a record take. */
  fixedBytes: u32;
}

@unmanaged
export class Column {
  label: u32;
  labelLength: u32;
  type: u32;
  isKey: u32;
  /** What the column holds where the row has nothing for it: null, but in keys and cursors. */
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
  /** Names of the members that are times; a Text each. */
  times: u32;
  timeCount: u32;
  copies: u32;
  copyCount: u32;
}

/** A member of a group that has a column of its own as well. */
@unmanaged
export class Copy {
  name: u32;
  nameLength: u32;
  slot: u32;
}

/** Where the value of a field stands in the row, and of which kind it is. */
@unmanaged
export class Slot {
  start: u32;
  end: u32;
  kind: u32;
}

/** A member of the row, or of its spread object, that no column takes. */
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
}

export enum Kind {
  Absent,
  Null,
  /** Without any backslash. */
  PlainString,
  EscapedString,
  /** Digits, after a minus or not. */
  Integer,
  OtherNumber,
  Boolean,
  Object,
  Array,
}
