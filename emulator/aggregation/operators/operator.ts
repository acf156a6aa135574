import type { PendoRow } from '../../types.ts';
import type { Context } from '../context.ts';

export type Rows = Iterable<PendoRow>;
export type Operate = (rows: Rows) => Rows;

/** What an operator may know about its pipeline. */
export interface PipelineContext {
  /** Opens another pipeline, which has its own source. */
  readonly open: (stages: unknown) => Rows;
  /** Fields of the source that `eval` must not write. */
  readonly readOnly: readonly string[];
  /** The next stage, as in the request. */
  readonly following: unknown;
}

/** Compiles an operator's argument, or refuses it. Returns the function to apply to the rows. */
export type Operator = (context: Context, argument: unknown, pipeline: PipelineContext) => Operate;
