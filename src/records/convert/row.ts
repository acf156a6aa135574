import { parseJson } from '../answer/parse-json.ts';
import type { RecordReaderOptions } from '../reader-options.ts';
import { explodeRow } from './explode.ts';
import { joinObject, type RawObject, splitObject, withoutLineBreaks } from './json-text.ts';
import { fitToLine } from './line-limit.ts';
import { createConverter, createCursorReader, createKeyReader } from './record.ts';
import { passesFilter } from './row-filter.ts';

export interface ConvertedRow {
  /** The JSON text of the record, with its `meta` if there is one. */
  readonly text: string;
  readonly cursorMs: number | undefined;
}

/** The reference for how a row becomes records. Accepts every valid row; the engine has to produce the same bytes. */
export interface RowConverter {
  /**
   * Returns one record per row, or one per element where the shape explodes rows; none for what `filter` or `keep`
   * rejects. Throws BadAnswerError when the text is not valid JSON.
   */
  records(text: string): readonly ConvertedRow[];
}

export function createRowConverter(options: RecordReaderOptions): RowConverter {
  const { shape, filter, keep, changes, rowNumbers } = options;
  const convert = createConverter(shape, rowNumbers);
  const cursorOf = createCursorReader(shape);
  const keyOf = createKeyReader(shape);
  const extra = Object.entries(options.extra ?? {}).map(([field, value]) => [field, JSON.stringify(value)] as const);
  /** Columns that must not be removed from a record that is too large. */
  const kept = shape.cursor === undefined ? shape.primaryKey : [...shape.primaryKey, shape.cursor];

  function recordOf(row: RawObject): ConvertedRow | undefined {
    const cursorMs = cursorOf(row);
    if (keep?.(cursorMs) === false) return undefined;
    if (changes?.isNew(keyOf(row), joinObject(row)) === false) return undefined;
    return { text: fitToLine(convert(row), kept), cursorMs };
  }

  function parse(text: string): RawObject {
    parseJson(text);
    const row = shape.whole === undefined ? splitObject(withoutLineBreaks(text)) : wholeRow(shape.whole, text);
    for (const [field, raw] of extra) {
      if ((row.get(field) ?? 'null') === 'null') row.set(field, raw);
    }
    return row;
  }

  return {
    records(text) {
      const row = parse(text);
      const isWanted = filter === undefined || passesFilter(row, filter);
      if (!isWanted && changes === undefined) return [];
      const rows = explodeRow(row, shape.explode ?? [], shape.appIds);
      if (isWanted) return rows.flatMap((each) => recordOf(each) ?? []);
      for (const each of rows) changes?.passOver(keyOf(each));
      return [];
    },
  };
}

function wholeRow(name: string, text: string): RawObject {
  return new Map([[name, withoutLineBreaks(text).trim()]]);
}
