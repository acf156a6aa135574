import { label } from '../record-line.ts';
import type { RowNumbers } from '../row-numbers.ts';
import type { ColumnType, GroupedObject, RecordShape } from '../shape.ts';
import { EMPTY_KEYS, fitColumn } from './coerce.ts';
import { splitGroups } from './groups.ts';
import { decodeString, isString, joinObject, type RawObject, rawAt } from './json-text.ts';
import { isNegativeZero } from './numbers.ts';
import { calendarDateText, timeMs, timeText } from './times.ts';

export const ROW_NUMBER = 'row_number';
export const ADDITIONAL_FIELDS = 'additional_fields';

/** Never occurs unescaped in a JSON string, and so never in the key texts that it separates. */
const KEY_SEPARATOR = '\n';

interface PlannedColumn {
  /** `"name":` */
  readonly label: string;
  readonly type: ColumnType;
  readonly isKey: boolean;
  /** The column's JSON text for a row that has no value for it. */
  readonly whenAbsent: string;
  readonly raw: (row: RawObject) => string | undefined;
  /** The row's top-level field, under whose name a value that does not fit is kept in `additional_fields`. */
  readonly field: string | undefined;
}

/** Turns a row into the JSON text of its record. Each call also numbers the row, so convert each row only once. */
export type Converter = (row: RawObject) => string;

/** Compiles the shape. Throws when the key has `row_number` but no numbering is given, or names an unknown column. */
export function createConverter(shape: RecordShape, rowNumbers: RowNumbers | undefined): Converter {
  checkKey(shape, rowNumbers);
  const columns = planColumns(shape);
  const declared = declaredFields(shape);
  const numbers = shape.primaryKey.includes(ROW_NUMBER) ? rowNumbers : undefined;
  const { spread } = shape;
  const spreadLabels =
    spread === undefined ? [] : [...spread.groups.keys()].map((group) => label(spread.prefix + group));
  const rowNumberLabel = label(ROW_NUMBER);
  const additionalLabel = additionalFieldsLabel(shape);

  return (row) => {
    const misfits: string[] = [];
    let record = '{';
    let key = '';
    for (const column of columns) {
      const text = columnText(column, row, misfits);
      record += `${column.label}${text},`;
      key += column.isKey ? text + KEY_SEPARATOR : '';
    }
    const additional = additionalFields(row, declared, misfits);
    if (spread !== undefined) {
      record += spreadColumns(additional, spread, spreadLabels);
    }
    if (numbers !== undefined) {
      record += `${rowNumberLabel}${numbers.next(key)},`;
    }
    return `${record}${additionalLabel}${additional.size === 0 ? 'null' : joinObject(additional)}}`;
  };
}

/** Returns what precedes the value of `additional_fields`: its label, and the column that all records share. */
export function additionalFieldsLabel({ readTimeColumn, readAtMs }: RecordShape): string {
  const shared = readTimeColumn === undefined ? '' : `${label(readTimeColumn)}${timeText(readAtMs ?? 0)},`;
  return shared + label(ADDITIONAL_FIELDS);
}

/** The top-level fields that have a column: one of their own, or one that finds its value at a path of one name. */
function declaredFields({ columns, nestedColumns = [] }: RecordShape): ReadonlySet<string> {
  const paths = nestedColumns.flatMap(({ path, orElse = [] }) => [path, ...orElse]);
  const fields = paths.flatMap((path) => (path.length === 1 ? path : []));
  return new Set([...columns.map(({ field }) => field), ...fields]);
}

/** Collects what no column holds: undeclared fields, and values that do not fit their column. */
function additionalFields(row: RawObject, declared: ReadonlySet<string>, misfits: readonly string[]): RawObject {
  const additional: RawObject = new Map();
  for (const [name, raw] of row) {
    if (!declared.has(name) || misfits.includes(name)) {
      additional.set(name, raw);
    }
  }
  return additional;
}

/** Moves the declared groups of the grouped object from the additional fields to columns. */
function spreadColumns(additional: RawObject, spread: GroupedObject, labels: readonly string[]): string {
  const { columns, rest } = splitGroups(additional.get(spread.field), spread);
  additional.delete(spread.field);
  if (rest !== undefined) {
    additional.set(spread.field, rest);
  }
  return labels.map((name, index) => `${name}${columns[index]},`).join('');
}

/** Returns a function that reads a row's cursor in epoch milliseconds; undefined when the row or the shape has none. */
export function createCursorReader(shape: RecordShape): (row: RawObject) => number | undefined {
  const cursorLabel = label(shape.cursor ?? '');
  const cursor = planColumns(shape).find((column) => column.label === cursorLabel);
  return (row) => timeMs(cursor?.raw(row) ?? 'null') ?? undefined;
}

/** Returns a function that reads a row's key: the JSON texts of its columns, separated by commas. Leaves `row_number` out. */
export function createKeyReader(shape: RecordShape): (row: RawObject) => string {
  const columns = planColumns(shape).filter(({ isKey }) => isKey);
  return (row) => columns.map((column) => columnText(column, row, [])).join(',');
}

/**
 * Returns a column's JSON text for a missing value. It is never null for a key, nor for a time cursor with `readAtMs`.
 */
export function whenAbsent({ primaryKey, cursor, readAtMs }: RecordShape, name: string, type: ColumnType): string {
  if (primaryKey.includes(name)) {
    return EMPTY_KEYS[type];
  }
  return name === cursor && type === 'time' && readAtMs !== undefined ? timeText(readAtMs) : 'null';
}

function planColumns(shape: RecordShape): readonly PlannedColumn[] {
  const keys = new Set(shape.primaryKey);
  const plan = (name: string, type: ColumnType) => ({
    label: label(name),
    type,
    isKey: keys.has(name),
    whenAbsent: whenAbsent(shape, name, type),
  });
  const columns: PlannedColumn[] = shape.columns.map(({ field, name, type }) => ({
    ...plan(name, type),
    raw: (row) => row.get(field),
    field,
  }));
  for (const { name, type, path, orElse } of shape.nestedColumns ?? []) {
    const paths = [path, ...(orElse ?? [])];
    const field = path.length === 1 ? path[0] : undefined;
    columns.push({ ...plan(name, type), raw: (row) => firstOf(row, paths), field });
  }
  if (shape.maxTime !== undefined) {
    const { name, fields } = shape.maxTime;
    columns.push({ ...plan(name, 'time'), raw: (row) => latestTime(row, fields), field: undefined });
  }
  if (shape.calendarDate !== undefined) {
    const { name, field } = shape.calendarDate;
    columns.push({ ...plan(name, 'date'), raw: (row) => calendarDate(row.get(field)), field: undefined });
  }
  return columns;
}

function calendarDate(raw: string | undefined): string | undefined {
  const ms = timeMs(raw ?? 'null');
  return ms == null ? undefined : calendarDateText(ms);
}

function firstOf(row: RawObject, paths: readonly (readonly string[])[]): string | undefined {
  for (const path of paths) {
    const raw = rawAt(row, path);
    if (raw !== undefined && raw !== 'null') return raw;
  }
  return undefined;
}

function columnText(column: PlannedColumn, row: RawObject, misfits: string[]): string {
  const raw = column.raw(row) ?? 'null';
  const fitted = fitColumn(raw, column.type);
  if (fitted === undefined && column.field !== undefined) {
    misfits.push(column.field);
  }
  if (fitted === undefined || fitted === 'null') {
    return column.whenAbsent;
  }
  return column.isKey ? keyText(fitted, raw) : fitted;
}

/** Returns a key in its canonical spelling, because destinations may compare keys undecoded. `-0` becomes `0`. */
function keyText(fitted: string, raw: string): string {
  if (isNegativeZero(raw) || isNegativeZero(fitted)) {
    return isString(fitted) ? '"0"' : '0';
  }
  return isString(fitted) && fitted.includes('\\') ? JSON.stringify(decodeString(fitted)) : fitted;
}

function latestTime(row: RawObject, fields: readonly string[]): string | undefined {
  const times = fields.map((field) => timeMs(row.get(field) ?? 'null')).filter((ms) => ms != null);
  return times.length === 0 ? undefined : timeText(Math.max(...times));
}

function checkKey(shape: RecordShape, rowNumbers: RowNumbers | undefined): void {
  const columns = [...shape.columns, ...(shape.nestedColumns ?? []), ...(shape.maxTime ? [shape.maxTime] : [])];
  const names = new Set(columns.map((column) => column.name)).add(ROW_NUMBER);
  const unknown = shape.primaryKey.find((name) => !names.has(name));
  if (unknown !== undefined) {
    throw new Error(`The primary key of ${shape.stream} names ${unknown}, which is not a column.`);
  }
  if (shape.primaryKey.includes(ROW_NUMBER) && rowNumbers === undefined) {
    throw new Error(`The primary key of ${shape.stream} has ${ROW_NUMBER}, so its reader needs rowNumbers.`);
  }
}
