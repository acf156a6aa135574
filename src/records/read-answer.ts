import { TooLargeRowError } from './answer/errors.ts';
import { parseJson } from './answer/parse-json.ts';
import { AnswerScanner } from './answer/scanner.ts';
import { createRowConverter, type RowConverter } from './convert/row.ts';
import type { RecordReaderOptions } from './reader-options.ts';
import { lineEnd, lineStart } from './record-line.ts';
import { releaseBuffer } from './release-memory.ts';
import type { EnginePlan, RowEngine } from './row-engine.ts';
import { watched } from './watched.ts';

export interface RecordBatch {
  /** Complete RECORD messages, each ended by a line break. */
  readonly lines: Uint8Array;
  readonly records: number;
}

export type PrintBatch = (batch: RecordBatch) => Promise<void>;

export interface RecordReader {
  /**
   * Reads one answer and prints the records of each chunk before it asks for the next chunk. Releases the chunks'
   * memory. May be called again for the next answer; the totals then keep counting. Throws a CutAnswerError when the
   * answer ends too early, and a BadAnswerError when it is not the expected JSON.
   */
  read(chunks: AsyncIterable<Uint8Array>, print: PrintBatch): Promise<void>;
  readonly rows: number;
  readonly records: number;
  readonly bytes: number;
  /** The watched values of the last row read. A path that the row lacks is missing. */
  readonly last: ReadonlyMap<string, unknown>;
  /** The largest cursor among the emitted records, in epoch milliseconds. */
  readonly latestCursorMs: number | undefined;
}

/**
 * Turns the bytes of Pendo's answers into RECORD lines. Holds at most one chunk and one row at a time, however large
 * the answer is. Two readers share one position in the answer:
 *
 * - The engine reads whole rows where `scanner.expects` says that a row comes next. It stops at the end of its input,
 *   when its output is full, and at anything that it hands back.
 * - The scanner reads everything else: what surrounds the rows, rows that the engine hands back, and all rows when there
 *   is no engine or it does not know the shape. The converter turns the scanner's rows into records.
 *
 * `scanner.skipped` tells the scanner what the engine has read, and `engine.skip` tells the engine what the scanner
 * has read.
 */
export function createRecordReader(options: RecordReaderOptions): RecordReader {
  const { engine, shape, rowNumbers, keep, filter, changes, extra } = options;
  const engineCanRead = filter === undefined && changes === undefined && extra === undefined;
  const plan = engineCanRead ? engine?.plan(shape, rowNumbers, keep) : undefined;
  return new ScanningReader(options, engine && plan && { engine, plan });
}

interface PlannedEngine {
  readonly engine: RowEngine;
  readonly plan: EnginePlan;
}

const NOTHING: Uint8Array = new Uint8Array();

class ScanningReader implements RecordReader {
  rows = 0;
  records = 0;
  bytes = 0;
  last: ReadonlyMap<string, unknown> = new Map();
  latestCursorMs: number | undefined;

  readonly #options: RecordReaderOptions;
  readonly #lineStart: string;
  readonly #rowConverter: RowConverter;
  readonly #planned: PlannedEngine | undefined;
  /** The text of the last row of a batch, until its watched values are decoded. */
  #lastText: string | undefined;

  constructor(options: RecordReaderOptions, planned: PlannedEngine | undefined) {
    this.#options = options;
    this.#planned = planned;
    this.#lineStart = lineStart(options.shape.stream);
    this.#rowConverter = createRowConverter(options);
  }

  async read(chunks: AsyncIterable<Uint8Array>, print: PrintBatch): Promise<void> {
    try {
      await this.#readAnswer(chunks, print);
    } catch (error) {
      throw error instanceof TooLargeRowError ? error.of(this.#options.shape.stream) : error;
    }
  }

  async #readAnswer(chunks: AsyncIterable<Uint8Array>, print: PrintBatch): Promise<void> {
    const scanner = new AnswerScanner(this.#options.layout, this.#options.onMember);
    let rest = NOTHING;
    for await (const chunk of chunks) {
      this.bytes += chunk.length;
      for (let at = 0; at < chunk.length; ) {
        const piece = this.#readPiece(scanner, rest, chunk.subarray(at));
        at += piece.taken;
        rest = piece.rest;
        if (piece.batch.records > 0) await print(piece.batch);
      }
      releaseBuffer(chunk);
    }
    const batch = this.#batch((lines) => this.#readWithScanner(scanner, rest, lines));
    if (batch.records > 0) await print(batch);
    scanner.end();
  }

  /** Reads the rest of the previous piece, and as much of the chunk as fits into the engine's input. */
  #readPiece(scanner: AnswerScanner, rest: Uint8Array, chunk: Uint8Array): Piece {
    if (this.#planned === undefined) {
      const batch = this.#batch((lines) => this.#readWithScanner(scanner, chunk, lines));
      return { taken: chunk.length, rest: NOTHING, batch };
    }
    const { engine, plan } = this.#planned;
    engine.begin(plan, lineEnd(this.#options.now()), rest);
    const taken = engine.add(chunk);
    const batch = this.#batch((lines) => this.#readWithEngine(engine, scanner, lines));
    return { taken, rest: Buffer.from(engine.input), batch };
  }

  /** Lets the engine read rows while it can, and the scanner everything between them. */
  #readWithEngine(engine: RowEngine, scanner: AnswerScanner, lines: Lines): void {
    while (engine.input.length > 0) {
      const { expects } = scanner;
      if (expects !== undefined) {
        const before = engine.input.length;
        const stop = engine.readRows(expects === 'comma');
        this.#takeOutput(engine, lines);
        if (engine.rows > 0) scanner.skipped(before - engine.input.length);
        if (stop === 'output-full') continue;
        if (stop === 'input-read' && engine.input.length <= engine.mostRowBytes) return;
      }
      engine.skip(scanner.step(engine.input, 0));
      this.#convertRow(scanner.row, lines);
    }
  }

  #takeOutput(engine: RowEngine, lines: Lines): void {
    if (engine.rows === 0) return;
    this.rows += engine.rows;
    this.records += engine.records;
    this.#sawCursor(engine.latestCursorMs);
    if (this.#options.watch !== undefined) this.#lastText = engine.lastRow.toString('utf8');
    if (engine.records > 0) lines.push(ownCopy(engine.output));
  }

  #readWithScanner(scanner: AnswerScanner, bytes: Uint8Array, lines: Lines): void {
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = 0; at < chunk.length; ) {
      at = scanner.step(chunk, at);
      this.#convertRow(scanner.row, lines);
    }
  }

  #convertRow(text: string | undefined, lines: Lines): void {
    if (text === undefined) return;
    this.rows += 1;
    this.#lastText = text;
    for (const record of this.#rowConverter.records(text)) {
      this.records += 1;
      this.#sawCursor(record.cursorMs);
      lines.push(Buffer.from(this.#lineStart + record.text + lineEnd(this.#options.now())));
    }
  }

  #sawCursor(cursorMs: number | undefined): void {
    if (cursorMs !== undefined) this.latestCursorMs = Math.max(cursorMs, this.latestCursorMs ?? cursorMs);
  }

  #batch(read: (lines: Lines) => void): RecordBatch {
    const before = this.records;
    const lines: Buffer[] = [];
    read(lines);
    if (this.#lastText !== undefined && this.#options.watch !== undefined) {
      this.last = watched(parseJson(this.#lastText), this.#options.watch);
    }
    this.#lastText = undefined;
    const [first = NOTHING] = lines;
    return { lines: lines.length > 1 ? Buffer.concat(lines) : first, records: this.records - before };
  }
}

type Lines = Buffer[];

/** Copies into memory of its own, never a piece of Node's pool, so that it can be released after printing. */
function ownCopy(bytes: Uint8Array): Buffer {
  const copy = Buffer.allocUnsafeSlow(bytes.length);
  copy.set(bytes);
  return copy;
}

interface Piece {
  readonly taken: number;
  /** The bytes that were not read yet. */
  readonly rest: Uint8Array;
  readonly batch: RecordBatch;
}
