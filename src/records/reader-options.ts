import type { AnswerLayout, OnMember } from './answer/scanner.ts';
import type { RowFilter } from './convert/row-filter.ts';
import type { RowEngine } from './engine/engine.ts';
import type { RowNumbers } from './row-numbers.ts';
import type { RecordShape } from './shape.ts';

export interface RecordReaderOptions {
  readonly shape: RecordShape;
  readonly layout: AnswerLayout;
  /** Hears of what stands beside the rows; what it throws ends the reading. */
  readonly onMember?: OnMember;
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
  /** Reads the usual rows; without it all go the slow way, to the same lines. */
  readonly engine?: RowEngine;
  /** `emitted_at`, in real epoch milliseconds. */
  readonly now: () => number;
}
