import { BACKSLASH, BRACE_BIT, CLOSE_BRACE, CLOSE_BRACKET, COMMA, OPEN_BRACE, QUOTE } from './json-bytes.ts';

/**
 * Finds the end of one JSON value over any number of chunks. It tracks only brackets and strings: the caller has to
 * check that the value is valid JSON.
 */
export class ValueEndFinder {
  #depth = 0;
  #inString = false;
  #afterBackslash = false;
  #scalar = false;
  /** The number of objects, lists and commas so far, which is about the number of values. */
  values = 0;

  /** Prepares for a value whose first byte is `first`. Call `find` from that byte on. */
  begin(first: number): void {
    this.#depth = 0;
    this.values = 0;
    this.#inString = false;
    this.#afterBackslash = false;
    this.#scalar = first !== QUOTE && (first | BRACE_BIT) !== OPEN_BRACE;
  }

  /** Returns the index after the value's last byte, or -1 when the value continues in the next chunk. */
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

  /** Moves from inside a string to the byte after its closing quote. */
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

  /**
   * Moves from outside a string to the byte after the next opening quote, or to the value's end if that comes first.
   */
  #skipToString(chunk: Uint8Array, from: number): number {
    let depth = this.#depth;
    let values = 0;
    let at = from;
    for (; at < chunk.length; at += 1) {
      const byte = chunk[at] as number;
      if (byte === QUOTE) {
        this.#inString = true;
        break;
      }
      if ((byte | BRACE_BIT) === OPEN_BRACE) {
        depth += 1;
        values += 1;
      } else if (byte === COMMA) {
        values += 1;
      } else if ((byte | BRACE_BIT) === CLOSE_BRACE) {
        depth -= 1;
        if (depth === 0) {
          break;
        }
      }
    }
    this.#depth = depth;
    this.values += values;
    return Math.min(at + 1, chunk.length);
  }
}

/** Returns about the number of values in the object or list in these bytes. */
export function countValues(bytes: Uint8Array): number {
  const finder = new ValueEndFinder();
  finder.begin(OPEN_BRACE);
  finder.find(bytes, 0);
  return finder.values;
}

/** Includes whitespace after the scalar, which JSON.parse ignores. */
function scalarEnd(chunk: Uint8Array, from: number): number {
  for (let at = from; at < chunk.length; at += 1) {
    const byte = chunk[at] as number;
    if (byte === COMMA || byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      return at;
    }
  }
  return -1;
}
