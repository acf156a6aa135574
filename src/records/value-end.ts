const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const CLOSE_BRACKET = 0x5d;
const CLOSE_BRACE = 0x7d;
/** `[` and `]` differ from `{` and `}` in this bit only: with it set, one comparison meets both kinds. */
const BRACE_BIT = 0x20;
const OPEN_BRACE = 0x7b;

/**
 * Finds where one JSON value ends, over any number of chunks. It counts brackets and strings and judges nothing else:
 * whether the value is valid JSON is for the caller to find out.
 */
export class ValueEndFinder {
  #depth = 0;
  #inString = false;
  #afterBackslash = false;
  #scalar = false;

  /** Prepares for a value whose first byte is `first`; `find` is then called from that byte on. */
  begin(first: number): void {
    this.#depth = 0;
    this.#inString = false;
    this.#afterBackslash = false;
    this.#scalar = first !== QUOTE && (first | BRACE_BIT) !== OPEN_BRACE;
  }

  /** Returns the index after the value's last byte, or -1 when the value goes on in the next chunk. */
  find(chunk: Uint8Array, from: number): number {
    return this.#scalar ? scalarEnd(chunk, from) : this.#nestedEnd(chunk, from);
  }

  #nestedEnd(chunk: Uint8Array, from: number): number {
    let at = from;
    while (at < chunk.length) {
      if (this.#inString) {
        at = this.#skipString(chunk, at);
      } else {
        at = this.#skipToString(chunk, at);
      }
      if (this.#depth === 0 && !this.#inString) {
        return at;
      }
    }
    return -1;
  }

  /** From inside a string to the byte after its closing quote. */
  #skipString(chunk: Uint8Array, from: number): number {
    let at = from;
    if (this.#afterBackslash) {
      this.#afterBackslash = false;
      at += 1;
    }
    for (; at < chunk.length; at += 1) {
      const byte = chunk[at];
      if (byte === QUOTE) {
        this.#inString = false;
        return at + 1;
      }
      if (byte === BACKSLASH) {
        at += 1;
      }
    }
    this.#afterBackslash = at > chunk.length;
    return chunk.length;
  }

  /** From outside any string to the byte after the next opening quote, or to the value's end if that comes first. */
  #skipToString(chunk: Uint8Array, from: number): number {
    let depth = this.#depth;
    let at = from;
    for (; at < chunk.length; at += 1) {
      const byte = chunk[at] as number;
      if (byte === QUOTE) {
        this.#inString = true;
        break;
      }
      if ((byte | BRACE_BIT) === OPEN_BRACE) {
        depth += 1;
      } else if ((byte | BRACE_BIT) === CLOSE_BRACE) {
        depth -= 1;
        if (depth === 0) {
          break;
        }
      }
    }
    this.#depth = depth;
    return Math.min(at + 1, chunk.length);
  }
}

/** Takes the whitespace after the scalar along: to JSON.parse it is the same. */
function scalarEnd(chunk: Uint8Array, from: number): number {
  for (let at = from; at < chunk.length; at += 1) {
    const byte = chunk[at] as number;
    if (byte === COMMA || byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      return at;
    }
  }
  return -1;
}
