import { additionalFieldsLabel, ROW_NUMBER, whenAbsent } from '../convert/record.ts';
import { label, lineStart } from '../record-line.ts';
import type { ColumnType, NestedColumn, RecordShape } from '../shape.ts';

/** The plan's area in the engine's memory, and the engine's limits. */
export interface PlanLimits {
  readonly start: number;
  readonly end: number;
  readonly mostFields: number;
  readonly mostGroups: number;
}

/**
 * The number of each type in the enum `Type` of assembly/plan.ts; undefined for a type that the engine does not know.
 */
const ENGINE_TYPES: Readonly<Record<ColumnType, number | undefined>> = {
  string: 0,
  integer: 1,
  number: 2,
  boolean: 3,
  time: 4,
  object: 5,
  array: 6,
  any: 7,
  date: undefined,
};
/** A date in the subscription's calendar, of a column that has another slot's value. */
const CALENDAR_DATE = 8;
const NONE = 0xffffffff;
const WORD_BYTES = 4;
const HEADER_WORDS = 22;
/** Room for the end of the lines, which changes with each batch. */
const LINE_END_BYTES = 64;
const LINE_END_OFFSET = HEADER_WORDS * WORD_BYTES;
const LINE_END_WORD = 2;
/** More than enough for a time, an empty key, and the commas and quotes around a value. */
const COLUMN_BYTES = 64;
const FRAME_BYTES = 1024;

/**
 * Returns the shape in the engine's binary format, to be copied to `limits.start`. Returns undefined for shapes that
 * the engine does not support: those that explode rows, that have a `maxTime` column, a column of an unknown type,
 * nested columns from anywhere but a group of the grouped object, or too many fields.
 */
export function planBytes(shape: RecordShape, hasKeep: boolean, limits: PlanLimits): Uint8Array | undefined {
  const fields = shape.columns.map(({ field }) => field);
  if (shape.spread !== undefined) fields.push(shape.spread.field);
  const isPlain =
    shape.maxTime === undefined && shape.explode === undefined && shape.whole === undefined && typesAreKnown(shape);
  const isKnown =
    isPlain &&
    new Set(fields).size === fields.length &&
    nestedColumnsAreKnown(shape) &&
    (shape.calendarDate === undefined || fields.includes(shape.calendarDate.field));
  const groups = shape.spread?.groups.size ?? 0;
  if (!isKnown || fields.length >= limits.mostFields || groups > limits.mostGroups) return undefined;
  const writer = new PlanWriter(limits.start);
  writer.header(headerWords(shape, fields, hasKeep, writer));
  return writer.end <= limits.end ? writer.bytes() : undefined;
}

/** Writes the end of a batch's lines into the plan, which begins at the start of `plan`. */
export function setLineEnd(plan: Buffer, text: string): void {
  plan.writeUInt32LE(plan.write(text, LINE_END_OFFSET, 'latin1'), (LINE_END_WORD + 1) * WORD_BYTES);
}

function typesAreKnown({ columns, nestedColumns = [] }: RecordShape): boolean {
  return [...columns, ...nestedColumns].every(({ type }) => ENGINE_TYPES[type] !== undefined);
}

function nestedColumnsAreKnown({ nestedColumns, spread }: RecordShape): boolean {
  return (nestedColumns ?? []).every(({ path, orElse }) => {
    const [object, group] = path;
    const isInGroup = object === spread?.field && group !== undefined && spread?.groups.has(group) === true;
    return orElse === undefined && path.length === 3 && isInGroup;
  });
}

/** Returns the words of the class `Plan` in assembly/plan.ts, in the same order. */
function headerWords(shape: RecordShape, fields: readonly string[], hasKeep: boolean, writer: PlanWriter): number[] {
  const nestedColumns = shape.nestedColumns ?? [];
  const keys = new Set(shape.primaryKey);
  const columns = [
    ...shape.columns.map(({ name, type }, slot) => ({ name, type, slot })),
    ...nestedColumns.map(({ name, type }, index) => ({ name, type, slot: fields.length + index })),
  ];
  const groups = [...(shape.spread?.groups ?? [])];
  const columnRows = columns.map(({ name, type, slot }) => {
    const empty = whenAbsent(shape, name, type);
    const words = [ENGINE_TYPES[type] ?? NONE, keys.has(name) ? 1 : 0];
    return [...writer.text(label(name)), ...words, ...writer.text(empty), slot];
  });
  if (shape.calendarDate !== undefined) columnRows.push(calendarDateRow(shape.calendarDate, fields, writer));
  const groupRows = groups.map(([group, times]) => [
    ...writer.text(group),
    ...writer.text(label((shape.spread?.prefix ?? '') + group)),
    ...writer.table(Array.from(times, (time) => writer.text(time))),
    ...writer.table(groupCopies(nestedColumns, group, fields.length, writer)),
  ]);
  return [
    ...writer.text(lineStart(shape.stream)),
    ...writer.lineEnd(),
    ...writer.text(label(ROW_NUMBER)),
    ...writer.text(additionalFieldsLabel(shape)),
    ...writer.text(label(shape.spread?.field ?? '')),
    ...writer.table(fields.map((field) => writer.text(field))),
    fields.length + nestedColumns.length,
    ...writer.table(columnRows),
    ...writer.table(groupRows),
    shape.spread === undefined ? NONE : fields.indexOf(shape.spread.field),
    columns.find(({ name }) => name === shape.cursor)?.slot ?? NONE,
    keys.has(ROW_NUMBER) ? 1 : 0,
    hasKeep ? 1 : 0,
    writer.textBytes + (columnRows.length + groups.length) * COLUMN_BYTES + FRAME_BYTES,
  ];
}

function calendarDateRow(
  { name, field }: NonNullable<RecordShape['calendarDate']>,
  fields: readonly string[],
  writer: PlanWriter,
): number[] {
  return [...writer.text(label(name)), CALENDAR_DATE, 0, ...writer.text('null'), fields.indexOf(field)];
}

function groupCopies(
  nestedColumns: readonly NestedColumn[],
  group: string,
  firstSlot: number,
  writer: PlanWriter,
): number[][] {
  return nestedColumns.flatMap(({ path }, index) =>
    path[1] === group ? [[...writer.text(path[2] ?? ''), firstSlot + index]] : [],
  );
}

/** Places texts and tables one after the other and returns their addresses. */
class PlanWriter {
  readonly #start: number;
  readonly #parts: Uint8Array[] = [new Uint8Array(LINE_END_OFFSET + LINE_END_BYTES)];
  textBytes = 0;
  end: number;

  constructor(start: number) {
    this.#start = start;
    this.end = start + LINE_END_OFFSET + LINE_END_BYTES;
  }

  text(text: string): [at: number, length: number] {
    const bytes = Buffer.from(text);
    this.textBytes += bytes.length;
    return [this.#place(bytes), bytes.length];
  }

  table(rows: readonly (readonly number[])[]): [at: number, length: number] {
    return [this.#place(new Uint8Array(Uint32Array.from(rows.flat()).buffer)), rows.length];
  }

  lineEnd(): [at: number, length: number] {
    return [this.#start + LINE_END_OFFSET, 0];
  }

  header(words: readonly number[]): void {
    this.#parts[0]?.set(new Uint8Array(Uint32Array.from(words).buffer));
  }

  bytes(): Uint8Array {
    return Buffer.concat(this.#parts);
  }

  /** Pads each part, so that all addresses are multiples of a word. */
  #place(bytes: Uint8Array): number {
    const at = this.end;
    const padding = -bytes.length & (WORD_BYTES - 1);
    this.#parts.push(bytes, new Uint8Array(padding));
    this.end += bytes.length + padding;
    return at;
  }
}
