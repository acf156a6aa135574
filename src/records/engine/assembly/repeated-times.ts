// Most time columns repeat the value of the previous row: the day, the week, the month. This caches the digits and the
// text of each column's last time.
import { MOST_TIMES, TIMES } from './layout';

@unmanaged
class Repeated {
  /** The first eight of the 13 digits, and the last eight. */
  first: u64;
  last: u64;
}

const TEXT_OFFSET: usize = 16;
const TEXT_BYTES: usize = 26;
const REPEATED_BYTES: u32 = 64;
const LAST_DIGITS: usize = 5;

/** Columns may share an entry: its text always belongs to its digits. */
function repeatedAt(column: u32): Repeated {
  return changetype<Repeated>(TIMES + <usize>((column % MOST_TIMES) * REPEATED_BYTES));
}

/** Writes the time whose 13 digits are at `digits` if it is this column's last one. Otherwise returns 0. */
export function putRepeated(to: usize, column: u32, digits: usize): usize {
  const repeated = repeatedAt(column);
  const isSame = repeated.first === load<u64>(digits) && repeated.last === load<u64>(digits + LAST_DIGITS);
  if (!isSame) return 0;
  const text = changetype<usize>(repeated) + TEXT_OFFSET;
  v128.store(to, v128.load(text));
  v128.store(to + 16, v128.load(text + 16));
  return to + TEXT_BYTES;
}

/** Caches the text of the time whose 13 digits are at `digits`. */
export function keepRepeated(column: u32, digits: usize, text: usize): void {
  const repeated = repeatedAt(column);
  repeated.first = load<u64>(digits);
  repeated.last = load<u64>(digits + LAST_DIGITS);
  const kept = changetype<usize>(repeated) + TEXT_OFFSET;
  v128.store(kept, v128.load(text));
  v128.store(kept + 16, v128.load(text + 16));
}
