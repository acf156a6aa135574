export const TAB: u8 = 0x09;
export const LINE_FEED: u8 = 0x0a;
export const CARRIAGE_RETURN: u8 = 0x0d;
export const SPACE: u8 = 0x20;
export const QUOTE: u8 = 0x22;
export const PLUS: u8 = 0x2b;
export const COMMA: u8 = 0x2c;
export const MINUS: u8 = 0x2d;
export const DOT: u8 = 0x2e;
export const SLASH: u8 = 0x2f;
export const ZERO: u8 = 0x30;
export const COLON: u8 = 0x3a;
export const BACKSLASH: u8 = 0x5c;
export const OPEN_BRACKET: u8 = 0x5b;
export const CLOSE_BRACKET: u8 = 0x5d;
export const OPEN_BRACE: u8 = 0x7b;
export const CLOSE_BRACE: u8 = 0x7d;
export const LETTER_T: u8 = 0x54;
export const LETTER_Z: u8 = 0x5a;
export const LETTER_E: u8 = 0x65;
export const LETTER_U: u8 = 0x75;
/** Setting this bit turns an upper-case letter into lower case. */
export const CASE_BIT: u8 = 0x20;

export function isDigit(byte: u8): bool {
  return <u8>(byte - ZERO) < 10;
}

/** Copies `length` bytes, and up to 15 more that are garbage. Returns the end of the `length` bytes. */
export function copy(to: usize, from: usize, length: usize): usize {
  const end = to + length;
  while (to < end) {
    v128.store(to, v128.load(from));
    to += 16;
    from += 16;
  }
  return end;
}

/**
 * Writes `length` zeros, and up to 15 more. `memory.fill` calls out of WebAssembly, which costs more than a few stores.
 */
export function clear(at: usize, length: usize): void {
  for (const end = at + length; at < end; at += 16) v128.store(at, i8x16.splat(0));
}

export function put(to: usize, byte: u8): usize {
  store<u8>(to, byte);
  return to + 1;
}

/** `null`, as four bytes of a little-endian word. */
const NULL_WORD: u32 = 0x6c6c756e;

export function isNullWord(at: usize): bool {
  return load<u32>(at) === NULL_WORD;
}

export function putNull(to: usize): usize {
  store<u32>(to, NULL_WORD);
  return to + 4;
}

export function equals(left: usize, right: usize, length: usize): bool {
  const end = left + length;
  while (left + 8 <= end) {
    if (load<u64>(left) !== load<u64>(right)) return false;
    left += 8;
    right += 8;
  }
  if (left === end) return true;
  const missing = ((left + 8 - end) << 3) as u64;
  return (load<u64>(left) ^ load<u64>(right)) << missing === 0;
}
