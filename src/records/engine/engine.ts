import { isUtf8 } from 'node:buffer';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { EnginePlan, EngineStop, RowEngine } from '../row-engine.ts';
import type { RowNumbers } from '../row-numbers.ts';
import type { RecordShape } from '../shape.ts';
import { planBytes, setLineEnd } from './plan.ts';

/** Built from `assembly/` by `npm run build`. The relative path is the same from this folder and from dist/app/engine/. */
const ROWS_WASM = new URL('../../../dist/records/rows.wasm', import.meta.url);

const STOPS: readonly (EngineStop | undefined)[] = [undefined, 'input-read', 'handed-back', 'output-full'];

/** The exports of `assembly/index.ts`. */
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

/** Loads the engine. One instance serves all streams: each piece of an answer is read synchronously. */
export async function loadEngine(): Promise<RowEngine | undefined> {
  if (!existsSync(ROWS_WASM)) return undefined;
  return new WasmEngine(await WebAssembly.compile(await readFile(ROWS_WASM)));
}

/** The engine in WebAssembly; see RowEngine for what each member does. */
class WasmEngine implements RowEngine {
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

  add(chunk: Uint8Array): number {
    const bytes = Math.min(chunk.length, this.#exports.inputEnd.value - this.#end);
    this.#memory.set(bytes === chunk.length ? chunk : chunk.subarray(0, bytes), this.#end);
    this.#end += bytes;
    // The engine reads ahead of the input's end, and stops at a zero byte.
    this.#memory.fill(0, this.#end, this.#end + this.#exports.slack.value);
    return bytes;
  }

  readRows(expectsComma: boolean): EngineStop {
    const stop = STOPS[this.#exports.readRows(this.#at, this.#end, expectsComma ? 1 : 0)];
    this.#at = this.#exports.readTo.value;
    if (stop === undefined) throw new Error('The row engine came back without a reason.');
    return stop;
  }

  get input(): Buffer {
    return this.#memory.subarray(this.#at, this.#end);
  }

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

  get latestCursorMs(): number | undefined {
    return this.#exports.latestCursor.value || undefined;
  }

  get mostRowBytes(): number {
    return this.#exports.mostRowBytes.value;
  }
}
