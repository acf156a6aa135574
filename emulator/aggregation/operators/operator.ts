import type { PendoRow } from '../../types.ts';
import type { Context } from '../context.ts';

export type Rows = Iterable<PendoRow>;
export type Operate = (rows: Rows) => Rows;

/** What an operator may know of the pipeline that it stands in. */
export interface Surroundings {
  /** The rows of another pipeline, with a source of its own. */
  readonly open: (stages: unknown) => Rows;
  /** Fields of the source that `eval` must not write. */
  readonly readOnly: readonly string[];
  /** The next stage as it stands in the request. */
  readonly following: unknown;
}

/** Reads an operator's argument, refuses a bad one, and gives back what it does to rows. */
export type Operator = (context: Context, argument: unknown, surroundings: Surroundings) => Operate;
