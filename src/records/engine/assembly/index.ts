// Turns rows into the lines of their records, bytes to bytes, without creating strings or objects. It implements the
// rules of the reference converter (src/records/convert/) for rows in the common form, and hands back all others. A
// property test checks that both produce the same bytes.
import { CARRIAGE_RETURN, COMMA, LINE_FEED, OPEN_BRACE, SPACE, TAB } from './bytes';
import { readGroups } from './groups';
import { isUtf8, keeps } from './host';
import { clearSeen, sawBeyondAscii, stop, stoppedAt } from './json';
import { MOST_ROW_BYTES, OUTPUT, OUTPUT_END, PLAN } from './layout';
import { NONE, Plan } from './plan';
import { putLine, slotMs } from './record';
import { readRow } from './row';
import { slotAt } from './slots';
import { NO_TIME } from './times';

export {
  inputEnd,
  inputStart,
  mostFields,
  mostGroups,
  mostRowBytes,
  outputStart,
  planEnd,
  planStart,
  slack,
} from './layout';
export { forgetOrder } from './row';

/** Why `readRows` returned. */
enum Reason {
  None,
  /** The input ended, perhaps in the middle of a row. */
  MoreInput,
  /** What comes next is not a row, or a row that only the converter can read. */
  HandedBack,
  OutputFull,
}

/** Counts of the last call. Rows that `keeps` rejected are not among the records. */
export let rows: u32 = 0;
export let records: u32 = 0;
/** The end of the last row read, and of the last line written. */
export let readTo: usize = 0;
export let writtenTo: usize = 0;
/** The start of the last row read, which ends at `readTo`. */
export let lastRow: usize = 0;
/** The latest cursor of the records in epoch milliseconds; 0 when none had one. */
export let latestCursor: f64 = 0;

/** When reading stops this close to the end of the input, the cause may be that the row is incomplete. */
const LOOK_AHEAD: usize = 8;
/** The factor by which a row's values can grow; a time of one digit, for example, becomes 26 bytes long. */
const MOST_GROWTH: usize = 8;

/**
 * Reads the rows from `at` up to `end`. `expectsComma` says whether a row came before. Overwrites the previous output.
 */
export function readRows(at: usize, end: usize, expectsComma: bool): Reason {
  rows = 0;
  records = 0;
  latestCursor = 0;
  readTo = at;
  writtenTo = OUTPUT;
  while (true) {
    const reason = readOne(end, expectsComma);
    if (reason !== Reason.None) return reason;
    expectsComma = true;
  }
}

function readOne(end: usize, expectsComma: bool): Reason {
  const at = findRow(expectsComma);
  if (at === 0) return stoppedAt < end ? Reason.HandedBack : Reason.MoreInput;
  clearSeen();
  const rowEnd = readRow(at);
  if (rowEnd === 0) return stoppedAt + LOOK_AHEAD > end ? Reason.MoreInput : Reason.HandedBack;
  if (rowEnd > end) return Reason.MoreInput;
  if (rowEnd - at > MOST_ROW_BYTES) return Reason.HandedBack;
  const plan = changetype<Plan>(PLAN);
  if (writtenTo + (rowEnd - at) * MOST_GROWTH + plan.fixedBytes > OUTPUT_END) return Reason.OutputFull;
  if (sawBeyondAscii() && !isUtf8(at, rowEnd)) return Reason.HandedBack;
  if (!readGroups(plan) || !writeRecord(plan)) return Reason.HandedBack;
  rows += 1;
  lastRow = at;
  readTo = rowEnd;
  return Reason.None;
}

/** Returns the address of the next row, or 0 when something else comes next. */
function findRow(expectsComma: bool): usize {
  let at = skipBreaks(readTo);
  if (expectsComma) {
    if (load<u8>(at) !== COMMA) return stop(at);
    at = skipBreaks(at + 1);
  }
  return load<u8>(at) === OPEN_BRACE ? at : stop(at);
}

/** Returns false when the row must be handed back. */
function writeRecord(plan: Plan): bool {
  const cursor = plan.cursorSlot === NONE ? 0 : slotMs(slotAt(plan.cursorSlot));
  if (cursor === NO_TIME) return false;
  if (plan.hasKeep && !keeps(cursor === 0 ? NaN : <f64>cursor)) return true;
  const lineEnd = putLine(writtenTo, plan);
  if (lineEnd === 0) return false;
  writtenTo = lineEnd;
  records += 1;
  latestCursor = max(latestCursor, <f64>cursor);
  return true;
}

function skipBreaks(at: usize): usize {
  while (true) {
    const byte = load<u8>(at);
    if (byte !== SPACE && byte !== TAB && byte !== LINE_FEED && byte !== CARRIAGE_RETURN) return at;
    at += 1;
  }
}
