import { existsSync } from 'node:fs';
import type { RowNumbers } from './row-numbers.ts';
import type { RecordShape } from './shape.ts';

/** What the engine needs to know of a stream to read its rows. */
export interface EnginePlan {
  readonly bytes: Uint8Array;
  readonly rowNumbers: RowNumbers | undefined;
  readonly keep: ((cursorMs: number | undefined) => boolean) | undefined;
}

/** `handed-back`: what comes next is not a row, or a row that only the converter can read. */
export type EngineStop = 'input-read' | 'handed-back' | 'output-full';

/**
 * Turns the bytes of an answer into the bytes of RECORD lines. It reads only rows in the common form. At any other row it
 * stops and hands the row back to the reference converter in `convert/row.ts`.
 */
export interface RowEngine {
  /** Compiles a shape. Returns undefined when only the converter can read rows of this shape. */
  plan(shape: RecordShape, rowNumbers: RowNumbers | undefined, keep: EnginePlan['keep']): EnginePlan | undefined;
  /** Prepares for rows of this plan. All lines will end in `lineEnd`. The input is `rest`, followed by what `add` adds. */
  begin(plan: EnginePlan, lineEnd: string, rest: Uint8Array): void;
  /** Adds as much of the chunk to the input as fits. Returns the number of bytes added. */
  add(chunk: Uint8Array): number;
  /** Reads rows until something stops it. `output` and the counts then hold the results of this call. */
  readRows(expectsComma: boolean): EngineStop;
  /** The bytes that are not read yet. This is a view: copy it before the next `begin`. */
  readonly input: Buffer;
  /** Tells the engine that the scanner has read this many bytes of the input. */
  skip(bytes: number): void;
  readonly output: Buffer;
  readonly lastRow: Buffer;
  readonly rows: number;
  readonly records: number;
  /** The latest cursor among the records of the last call; undefined when none had one. */
  readonly latestCursorMs: number | undefined;
  readonly mostRowBytes: number;
}

/** The exports of `engine/engine.ts`. */
export interface EngineModule {
  /** Undefined when its WebAssembly was not built. */
  loadEngine(): Promise<RowEngine | undefined>;
}

/** Next to this file, in src/ and in dist/app/. Not an import, so that everything also builds and runs without the folder. */
const MODULE = new URL(import.meta.url.endsWith('.ts') ? './engine/engine.ts' : './engine/engine.cjs', import.meta.url);

/** Returns undefined if there is no engine. The converter then reads all rows and makes the same lines. */
export async function loadRowEngine(): Promise<RowEngine | undefined> {
  if (!existsSync(MODULE)) return undefined;
  const { loadEngine } = (await import(/* @vite-ignore */ MODULE.href)) as EngineModule;
  return loadEngine();
}
