// Skips over JSON values and validates them as strictly as JSON.parse. A returned address of 0 means that it had to
// stop: `stoppedAt` is then the address of the problem, or 0 for valid JSON that must be handed back to the converter.
import {
  BACKSLASH,
  CASE_BIT,
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  DOT,
  isDigit,
  isNullWord,
  LETTER_E,
  LETTER_U,
  MINUS,
  OPEN_BRACE,
  OPEN_BRACKET,
  PLUS,
  QUOTE,
  SPACE,
  TAB,
  ZERO,
} from './bytes';
import { Kind } from './plan';

const MOST_DEPTH: u32 = 60;
const TRUE_WORD: u32 = 0x65757274;
const FALS_WORD: u32 = 0x736c6166;
const HIGHEST_CONTROL: u8 = 0x1f;
/** The characters that may follow a backslash, except `u`. */
const SHORT_ESCAPES = memory.data<u8>([0x22, 0x5c, 0x2f, 0x62, 0x66, 0x6e, 0x72, 0x74]);
const SHORT_ESCAPE_COUNT: usize = 8;

/** The kind of the last value skipped. */
export let kind: u32 = Kind.Absent;
export let stoppedAt: usize = 0;
/** The bytes of all strings since `clearSeen`, combined by `or`: a high bit shows that a byte was not ASCII. */
let seen: v128 = i8x16.splat(0);

export function clearSeen(): void {
  seen = i8x16.splat(0);
}

export function sawBeyondAscii(): bool {
  return i8x16.bitmask(seen) !== 0;
}

export function stop(at: usize): usize {
  stoppedAt = at;
  return 0;
}

/** Stops at valid JSON that the engine does not handle: the converter has to take the row. */
export function handBack(): usize {
  stoppedAt = 0;
  return 0;
}

/** Does not skip line breaks: they would have to be replaced, so rows with line breaks are handed back. */
export function skipSpace(at: usize): usize {
  let byte = load<u8>(at);
  while (byte === SPACE || byte === TAB) {
    at += 1;
    byte = load<u8>(at);
  }
  return at;
}

export function skipValue(at: usize, depth: u32): usize {
  const first = load<u8>(at);
  if (first === QUOTE) return skipString(at);
  if (isDigit(first) || first === MINUS) return skipNumber(at);
  if (first === OPEN_BRACE) return skipObject(at, depth);
  if (first === OPEN_BRACKET) return skipArray(at, depth);
  return skipWord(at);
}

/** `at` is the opening quote. */
export function skipString(at: usize): usize {
  let isEscaped = false;
  at += 1;
  while (true) {
    const bytes = v128.load(at);
    const ends = v128.or(
      v128.or(i8x16.eq(bytes, i8x16.splat(QUOTE)), i8x16.eq(bytes, i8x16.splat(BACKSLASH))),
      i8x16.le_u(bytes, i8x16.splat(HIGHEST_CONTROL)),
    );
    seen = v128.or(seen, bytes);
    const bits = i8x16.bitmask(ends);
    if (bits === 0) {
      at += 16;
      continue;
    }
    at += ctz(bits);
    const byte = load<u8>(at);
    if (byte === QUOTE) {
      kind = isEscaped ? Kind.EscapedString : Kind.PlainString;
      return at + 1;
    }
    if (byte !== BACKSLASH) return stop(at);
    isEscaped = true;
    at = skipEscape(at);
    if (at === 0) return 0;
  }
}

function skipEscape(at: usize): usize {
  const letter = load<u8>(at + 1);
  if (letter === LETTER_U) {
    for (let digit: usize = 2; digit < 6; digit += 1) {
      if (!isHexDigit(load<u8>(at + digit))) return stop(at + digit);
    }
    return at + 6;
  }
  for (let index: usize = 0; index < SHORT_ESCAPE_COUNT; index += 1) {
    if (load<u8>(SHORT_ESCAPES + index) === letter) return at + 2;
  }
  return stop(at + 1);
}

function isHexDigit(byte: u8): bool {
  return isDigit(byte) || <u8>((byte | CASE_BIT) - 0x61) < 6;
}

function skipNumber(at: usize): usize {
  if (load<u8>(at) === MINUS) at += 1;
  if (load<u8>(at) === ZERO) {
    at += 1;
  } else {
    at = skipDigits(at);
    if (at === 0) return 0;
  }
  kind = Kind.Integer;
  if (load<u8>(at) === DOT) {
    kind = Kind.OtherNumber;
    at = skipDigits(at + 1);
    if (at === 0) return 0;
  }
  if ((load<u8>(at) | CASE_BIT) === LETTER_E) {
    kind = Kind.OtherNumber;
    const sign = load<u8>(at + 1);
    at = skipDigits(sign === PLUS || sign === MINUS ? at + 2 : at + 1);
  }
  return at;
}

/** Skips one or more digits. */
function skipDigits(at: usize): usize {
  if (!isDigit(load<u8>(at))) return stop(at);
  while (true) {
    const values = i8x16.sub(v128.load(at), i8x16.splat(ZERO));
    const others = i8x16.bitmask(i8x16.gt_u(values, i8x16.splat(9)));
    if (others !== 0) return at + ctz(others);
    at += 16;
  }
}

function skipWord(at: usize): usize {
  if (isNullWord(at)) {
    kind = Kind.Null;
    return at + 4;
  }
  const word = load<u32>(at);
  kind = Kind.Boolean;
  if (word === TRUE_WORD) return at + 4;
  if (word === FALS_WORD && load<u8>(at + 4) === LETTER_E) return at + 5;
  return stop(at);
}

function skipObject(at: usize, depth: u32): usize {
  if (depth > MOST_DEPTH) return handBack();
  at = skipSpace(at + 1);
  while (load<u8>(at) !== CLOSE_BRACE) {
    at = skipName(at);
    if (at === 0) return 0;
    at = skipValue(at, depth + 1);
    if (at === 0) return 0;
    at = skipToMember(at);
    if (at === 0) return 0;
  }
  return endObject(at);
}

/** Moves from the end of a member to the next one, or to the closing brace. */
export function skipToMember(at: usize): usize {
  at = skipSpace(at);
  const byte = load<u8>(at);
  if (byte === CLOSE_BRACE) return at;
  if (byte !== COMMA) return stop(at);
  at = skipSpace(at + 1);
  return load<u8>(at) === QUOTE ? at : stop(at);
}

/** `at` is the closing brace. */
export function endObject(at: usize): usize {
  kind = Kind.Object;
  return at + 1;
}

/** Moves from a member's opening quote to its value. */
function skipName(at: usize): usize {
  if (load<u8>(at) !== QUOTE) return stop(at);
  at = skipString(at);
  return at === 0 ? 0 : skipColon(at);
}

/** Moves from the end of a member's name to its value. */
export function skipColon(at: usize): usize {
  at = skipSpace(at);
  return load<u8>(at) === COLON ? skipSpace(at + 1) : stop(at);
}

function skipArray(at: usize, depth: u32): usize {
  if (depth > MOST_DEPTH) return handBack();
  at = skipSpace(at + 1);
  if (load<u8>(at) === CLOSE_BRACKET) {
    kind = Kind.Array;
    return at + 1;
  }
  while (true) {
    at = skipValue(at, depth + 1);
    if (at === 0) return 0;
    at = skipSpace(at);
    const byte = load<u8>(at);
    if (byte === CLOSE_BRACKET) {
      kind = Kind.Array;
      return at + 1;
    }
    if (byte !== COMMA) return stop(at);
    at = skipSpace(at + 1);
  }
}
