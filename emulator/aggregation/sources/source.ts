import type { PendoRow } from '../../types.ts';
import type { Context } from '../context.ts';
import type { JsonObject } from '../json.ts';

export interface SourceRequest {
  readonly name: string;
  readonly parameters: JsonObject;
  readonly timeSeries: unknown;
}

export interface OpenedSource {
  readonly rows: Iterable<PendoRow>;
  /** Up to when each app is processed, for sources that report it. */
  readonly validThrough?: Readonly<Record<string, number>>;
  /** The start of the time range, for sources that have one. */
  readonly from?: number;
  /** Fields that `eval` must not write. */
  readonly readOnly?: readonly string[];
}

export interface Source {
  readonly parameters: readonly string[];
  open(context: Context, request: SourceRequest): OpenedSource;
}
