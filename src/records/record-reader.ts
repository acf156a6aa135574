import { type AnswerLayout, AnswerScanner } from './answer-scanner.ts';
import { type Converter, createConverter, createCursorReader } from './convert.ts';
import { fitToLine } from './line-limit.ts';
import { parseJson } from './parse-json.ts';
import { type RawObject, splitObject, withoutLineBreaks } from './raw-object.ts';
import { passesFilter, type RowFilter } from './row-filter.ts';
import type { RowNumbers } from './row-numbers.ts';
import type { RecordShape } from './shape.ts';

export interface RecordBatch {
  /** Complete RECORD messages, each ended by a newline. */
  readonly lines: string | Uint8Array;
  readonly records: number;
}

export interface RecordReaderOptions {
  readonly shape: RecordShape;
  readonly layout: AnswerLayout;
  /** Shared by all requests of one window, so that the numbering runs across its pages and splits. */
  readonly rowNumbers?: RowNumbers;
  /** Dotted Pendo paths whose decoded values in the last row the caller needs, e.g. for the next keyset page. */
  readonly watch?: readonly string[];
  /** Rows whose cursor it refuses are read and counted, but neither emitted nor numbered. */
  readonly keep?: (cursorMs: number | undefined) => boolean;
  /** Rows that it does not let pass are read and counted, but neither emitted nor numbered. */
  readonly filter?: RowFilter;
  /** Fields put into every row that leaves them out or null. */
  readonly extra?: Readonly<Record<string, unknown>>;
  /** `emitted_at`, in real epoch milliseconds. */
  readonly now: () => number;
}

export interface RecordReader {
  /** Reads one answer; may be called again for the next one, and the totals go on. Throws CutAnswerError, BadAnswerError. */
  read(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<RecordBatch>;
  readonly rows: number;
  readonly records: number;
  readonly bytes: number;
  /** The watched values of the last row read; a path that the row lacks is missing. */
  readonly last: ReadonlyMap<string, unknown>;
  /** The largest cursor among the emitted records, in epoch milliseconds. */
  readonly latestCursorMs: number | undefined;
}

/**
 * The way from Pendo's bytes to RECORD lines. At most one chunk and one row are held at a time, however large the answer.
 */
export function createRecordReader(options: RecordReaderOptions): RecordReader {
  return new ScanningReader(options);
}

class ScanningReader implements RecordReader {
  rows = 0;
  records = 0;
  bytes = 0;
  last: ReadonlyMap<string, unknown> = new Map();
  latestCursorMs: number | undefined;

  readonly #options: RecordReaderOptions;
  readonly #convert: Converter;
  readonly #cursorOf: (row: RawObject) => number | undefined;
  readonly #extra: readonly (readonly [string, string])[];
  readonly #lineStart: string;
  /** Columns that no record may lack. */
  readonly #kept: readonly string[];

  constructor(options: RecordReaderOptions) {
    this.#options = options;
    this.#convert = createConverter(options.shape, options.rowNumbers);
    this.#cursorOf = createCursorReader(options.shape);
    this.#extra = Object.entries(options.extra ?? {}).map(([field, value]) => [field, JSON.stringify(value)]);
    const { primaryKey, cursor } = options.shape;
    this.#kept = cursor === undefined ? primaryKey : [...primaryKey, cursor];
    this.#lineStart = `{"type":"RECORD","record":{"stream":${JSON.stringify(options.shape.stream)},"data":`;
  }

  async *read(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<RecordBatch> {
    const scanner = new AnswerScanner(this.#options.layout);
    for await (const chunk of chunks) {
      this.bytes += chunk.length;
      const batch = this.#batch(scanner.push(chunk));
      if (batch.records > 0) {
        yield batch;
      }
    }
    scanner.end();
  }

  #batch(rows: readonly string[]): RecordBatch {
    const lineEnd = `,"emitted_at":${this.#options.now()}}}\n`;
    const before = this.records;
    let lines = '';
    let value: unknown;
    for (const text of rows) {
      value = parseJson(text);
      const record = this.#record(text);
      if (record !== undefined) {
        lines += this.#lineStart + record + lineEnd;
      }
    }
    if (rows.length > 0) {
      this.last = watched(value, this.#options.watch ?? []);
    }
    return { lines, records: this.records - before };
  }

  /** The JSON text of the row's record with its `meta` if there is one, or undefined when `keep` refuses the row. */
  #record(text: string): string | undefined {
    this.rows += 1;
    const row = splitObject(withoutLineBreaks(text));
    for (const [field, raw] of this.#extra) {
      if ((row.get(field) ?? 'null') === 'null') {
        row.set(field, raw);
      }
    }
    const { filter } = this.#options;
    if (filter !== undefined && !passesFilter(row, filter)) {
      return undefined;
    }
    const cursorMs = this.#cursorOf(row);
    if (this.#options.keep?.(cursorMs) === false) {
      return undefined;
    }
    if (cursorMs !== undefined) {
      this.latestCursorMs = Math.max(cursorMs, this.latestCursorMs ?? cursorMs);
    }
    this.records += 1;
    return fitToLine(this.#convert(row), this.#kept);
  }
}

function watched(row: unknown, paths: readonly string[]): ReadonlyMap<string, unknown> {
  const values = new Map<string, unknown>();
  for (const path of paths) {
    const value = path.split('.').reduce(member, row);
    if (value !== undefined) {
      values.set(path, value);
    }
  }
  return values;
}

function member(value: unknown, name: string): unknown {
  const isOwn = typeof value === 'object' && value !== null && Object.hasOwn(value, name);
  return isOwn ? (value as Record<string, unknown>)[name] : undefined;
}
