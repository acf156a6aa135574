import type { AnswerLayout } from './answer/grammar.ts';
import type { OnMember } from './answer/scanner.ts';
import type { RowFilter } from './convert/row-filter.ts';
import type { RowEngine } from './row-engine.ts';
import type { RowNumbers } from './row-numbers.ts';
import type { RecordShape } from './shape.ts';

/** Knows the objects of a list as they were, and hears of them as they are. `key` are the JSON texts of the key's columns. */
export interface RecordChanges {
  /** Whether the record is new or differs. `content` is the JSON text of the row. */
  isNew(key: string, content: string): boolean;
  /** The object is there, but `filter` rejects it. */
  passOver(key: string): void;
}

export interface RecordReaderOptions {
  readonly shape: RecordShape;
  readonly layout: AnswerLayout;
  /** Called for each member beside the rows. If it throws, the reading ends with that error. */
  readonly onMember?: OnMember;
  /** Shared by all requests of one window, so that the numbering continues across its pages and splits. */
  readonly rowNumbers?: RowNumbers;
  /** Dotted paths whose decoded values in the last row the caller needs, e.g. for the next keyset page. */
  readonly watch?: readonly string[];
  /** Rows whose cursor it rejects are read and counted, but neither emitted nor numbered. */
  readonly keep?: (cursorMs: number | undefined) => boolean;
  /** Rows that it rejects are read and counted, but neither emitted nor numbered. */
  readonly filter?: RowFilter;
  /** Decides by key and content which records are emitted; needs a key without `row_number`. */
  readonly changes?: RecordChanges;
  /** Fields that are added to every row in which they are missing or null. */
  readonly extra?: Readonly<Record<string, unknown>>;
  /** Reads most rows faster. Without it, the converter reads all rows and makes the same lines. */
  readonly engine?: RowEngine | undefined;
  /** Returns the time for `emitted_at` in epoch milliseconds. */
  readonly now: () => number;
}
