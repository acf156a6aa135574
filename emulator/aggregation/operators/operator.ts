import type { PendoRow } from '../../types.ts';
import type { Context } from '../context.ts';

export type Rows = Iterable<PendoRow>;
export type Operate = (rows: Rows) => Rows;
/** Reads an operator's argument, refuses a bad one, and gives back what it does to rows. */
export type Operator = (context: Context, argument: unknown) => Operate;
