// The usual way of a row: from Pendo's bytes to the line of its record, without a string or an object on the way.
// What it does is written down, readable and for every row, in convert.ts; a property test holds both to the same bytes.
import { CARRIAGE_RETURN, COMMA, LINE_FEED, OPEN_BRACE, SPACE, TAB } from './bytes';
import { groupsHold } from './groups';
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

/** Why `readRows` came back. */
enum Reason {
  None,
  /** The bytes ran out, perhaps in the middle of a row. */
  MoreInput,
  /** What comes next is no row, or one for the slow way. */
  Odd,
  OutputFull,
}

/** What the last call read. Rows that `keeps` refused are not among the records. */
export let rows: u32 = 0;
export let records: u32 = 0;
/** The end of the last row that it read, and of its line. */
export let readTo: usize = 0;
export let writtenTo: usize = 0;
/** Where the last row that it read begins; it ends at `readTo`. */
export let lastRow: usize = 0;
/** Of the records, in epoch milliseconds; 0 when none had a cursor. */
export let latestCursor: f64 = 0;

/** A row that is so near to the end of the bytes may have stopped for want of them. */
const LOOK_AHEAD: usize = 8;
/** How many times as long a row's values can become: a time of one digit takes 26. */
const MOST_GROWTH: usize = 8;

/** Reads the rows from `at` up to `end`; `expectsComma` tells whether one came before. The output begins anew. */
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
  if (at === 0) return stoppedAt < end ? Reason.Odd : Reason.MoreInput;
  clearSeen();
  const rowEnd = readRow(at);
  if (rowEnd === 0) return stoppedAt + LOOK_AHEAD > end ? Reason.MoreInput : Reason.Odd;
  if (rowEnd > end) return Reason.MoreInput;
  if (rowEnd - at > MOST_ROW_BYTES) return Reason.Odd;
  const plan = changetype<Plan>(PLAN);
  if (writtenTo + (rowEnd - at) * MOST_GROWTH + plan.fixedBytes > OUTPUT_END) return Reason.OutputFull;
  if (sawBeyondAscii() && !isUtf8(at, rowEnd)) return Reason.Odd;
  if (!groupsHold(plan) || !writeRecord(plan)) return Reason.Odd;
  rows += 1;
  lastRow = at;
  readTo = rowEnd;
  return Reason.None;
}

/** Where the next row begins; 0 when something else comes next. */
function findRow(expectsComma: bool): usize {
  let at = skipBreaks(readTo);
  if (expectsComma) {
    if (load<u8>(at) !== COMMA) return stop(at);
    at = skipBreaks(at + 1);
  }
  return load<u8>(at) === OPEN_BRACE ? at : stop(at);
}

/** False when the slow way has to take the row. */
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
