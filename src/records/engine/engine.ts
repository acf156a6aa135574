import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import type { RowNumbers } from '../row-numbers.ts';
import { ROWS_WASM } from '../rows-wasm.ts';
import type { RecordShape } from '../shape.ts';
import { planBytes, setLineEnd } from './plan.ts';

/** What the engine needs to know of a stream to read its rows. */
export interface EnginePlan {
  readonly bytes: Uint8Array;
  readonly rowNumbers: RowNumbers | undefined;
  readonly keep: ((cursorMs: number | undefined) => boolean) | undefined;
}

/** `odd`: what comes next is no row, or one for the slow way. */
export type EngineStop = 'input-read' | 'odd' | 'output-full';

const STOPS: readonly (EngineStop | undefined)[] = [undefined, 'input-read', 'odd', 'output-full'];

/** What is exported by `assembly/index.ts`. */
interface EngineExports {
  readonly memory: WebAssembly.Memory;
  readonly rows: WebAssembly.NumberGlobal;
  readonly records: WebAssembly.NumberGlobal;
  readonly readTo: WebAssembly.NumberGlobal;
  readonly writtenTo: WebAssembly.NumberGlobal;
  readonly lastRow: WebAssembly.NumberGlobal;
  readonly latestCursor: WebAssembly.NumberGlobal;
  readonly inputStart: WebAssembly.NumberGlobal;
  readonly inputEnd: WebAssembly.NumberGlobal;
  readonly outputStart: WebAssembly.NumberGlobal;
  readonly planStart: WebAssembly.NumberGlobal;
  readonly planEnd: WebAssembly.NumberGlobal;
  readonly mostFields: WebAssembly.NumberGlobal;
  readonly mostGroups: WebAssembly.NumberGlobal;
  readonly mostRowBytes: WebAssembly.NumberGlobal;
  readonly slack: WebAssembly.NumberGlobal;
  readRows(at: number, end: number, expectsComma: number): number;
  forgetOrder(): void;
}

/** Loads the engine; one serves all streams of a process, since each piece of an answer is read without a pause. */
export async function loadRowEngine(): Promise<RowEngine> {
  const module = await WebAssembly.compile(await readFile(ROWS_WASM));
  return new RowEngine(module);
}

/**
 * The fast way of a row: WebAssembly that writes the bytes of RECORD lines from the bytes of an answer. It takes usual rows
 * only, and comes back at each other one, which `convert.ts` then takes.
 */
export class RowEngine {
  readonly #exports: EngineExports;
  readonly #memory: Buffer;
  #plan: EnginePlan | undefined;
  /** Offsets into the memory. */
  #at = 0;
  #end = 0;

  constructor(module: WebAssembly.Module) {
    const host = {
      rowNumber: (high: number, low: number) => this.#plan?.rowNumbers?.nextOfHash(high >>> 0, low >>> 0) ?? 0,
      keeps: (cursorMs: number) =>
        this.#plan?.keep?.(Number.isNaN(cursorMs) ? undefined : cursorMs) === false ? 0 : 1,
      isUtf8: (from: number, to: number) => (isUtf8(this.#memory.subarray(from, to)) ? 1 : 0),
    };
    this.#exports = new WebAssembly.Instance(module, { host }).exports as unknown as EngineExports;
    this.#memory = Buffer.from(this.#exports.memory.buffer);
  }

  /** Undefined for a shape whose rows all go the slow way. */
  plan(shape: RecordShape, rowNumbers: RowNumbers | undefined, keep: EnginePlan['keep']): EnginePlan | undefined {
    const { planStart, planEnd, mostFields, mostGroups } = this.#exports;
    const limits = {
      start: planStart.value,
      end: planEnd.value,
      mostFields: mostFields.value,
      mostGroups: mostGroups.value,
    };
    const bytes = planBytes(shape, keep !== undefined, limits);
    return bytes && { bytes, rowNumbers, keep };
  }

  /** Makes ready for rows of this plan, whose lines all end in `lineEnd`. The input is then `rest`, and what `add` adds. */
  begin(plan: EnginePlan, lineEnd: string, rest: Uint8Array): void {
    if (plan !== this.#plan) {
      this.#memory.set(plan.bytes, this.#exports.planStart.value);
      this.#exports.forgetOrder();
      this.#plan = plan;
    }
    setLineEnd(this.#memory.subarray(this.#exports.planStart.value), lineEnd);
    this.#at = this.#exports.inputStart.value;
    this.#end = this.#at;
    this.add(rest);
  }

  /** Adds as much of the chunk to the input as there is room for, and returns how much that was. */
  add(chunk: Uint8Array): number {
    const bytes = Math.min(chunk.length, this.#exports.inputEnd.value - this.#end);
    this.#memory.set(bytes === chunk.length ? chunk : chunk.subarray(0, bytes), this.#end);
    this.#end += bytes;
    // The engine looks ahead, and stops at a zero.
    this.#memory.fill(0, this.#end, this.#end + this.#exports.slack.value);
    return bytes;
  }

  /** Reads rows until something stops it; `output` and the counts are of this call. */
  readRows(expectsComma: boolean): EngineStop {
    const stop = STOPS[this.#exports.readRows(this.#at, this.#end, expectsComma ? 1 : 0)];
    this.#at = this.#exports.readTo.value;
    if (stop === undefined) throw new Error('The row engine came back without a reason.');
    return stop;
  }

  /** What is not read yet; a view, so to be copied before the next `begin`. */
  get input(): Buffer {
    return this.#memory.subarray(this.#at, this.#end);
  }

  /** Says that someone else read so much of the input. */
  skip(bytes: number): void {
    this.#at += bytes;
  }

  get output(): Buffer {
    return this.#memory.subarray(this.#exports.outputStart.value, this.#exports.writtenTo.value);
  }

  get lastRow(): Buffer {
    return this.#memory.subarray(this.#exports.lastRow.value, this.#exports.readTo.value);
  }

  get rows(): number {
    return this.#exports.rows.value;
  }

  get records(): number {
    return this.#exports.records.value;
  }

  /** Of the records of the last call; undefined when none had a cursor. */
  get latestCursorMs(): number | undefined {
    return this.#exports.latestCursor.value || undefined;
  }

  get mostRowBytes(): number {
    return this.#exports.mostRowBytes.value;
  }
}
