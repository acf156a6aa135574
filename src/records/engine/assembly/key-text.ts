import { BACKSLASH, copy, LETTER_U, put, QUOTE, SLASH } from './bytes';

const FIRST_PRINTABLE: u32 = 0x20;
const LAST_ASCII: u32 = 0x7e;

/**
 * Writes a string with escapes in the canonical spelling of JSON.stringify. Returns 0 for a `\u` escape outside
 * printable ASCII: the row is then handed back, and the converter decodes it.
 */
export function putCanonical(to: usize, at: usize, end: usize): usize {
  while (at < end) {
    const byte = load<u8>(at);
    if (byte !== BACKSLASH) {
      to = put(to, byte);
      at += 1;
      continue;
    }
    const letter = load<u8>(at + 1);
    if (letter === LETTER_U) {
      const code = hexAt(at + 2);
      if (code < FIRST_PRINTABLE || code > LAST_ASCII) return 0;
      to = putPrintable(to, <u8>code);
      at += 6;
    } else if (letter === SLASH) {
      to = put(to, SLASH);
      at += 2;
    } else {
      to = copy(to, at, 2);
      at += 2;
    }
  }
  return to;
}

function putPrintable(to: usize, byte: u8): usize {
  return put(byte === QUOTE || byte === BACKSLASH ? put(to, BACKSLASH) : to, byte);
}

function hexAt(at: usize): u32 {
  let code: u32 = 0;
  for (let digit: usize = 0; digit < 4; digit += 1) {
    const byte: u32 = load<u8>(at + digit);
    code = (code << 4) | (byte < 0x3a ? byte - 0x30 : (byte | 0x20) - 0x57);
  }
  return code;
}
