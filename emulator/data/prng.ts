/** A part of a key: numbers must be integers below 2^53. */
export type KeyPart = string | number;

/**
 * A stream of pseudo-random numbers whose state is a hash of its key, so that any row can be generated without its
 * neighbours. Not for secrets. 32 bits of state are enough for test data.
 */
export class Random {
  #state: number;

  constructor(seed: number, parts: readonly KeyPart[]) {
    let hash = mix(0x811c9dc5, seed);
    for (const part of parts) hash = typeof part === 'number' ? mixNumber(hash, part) : mixText(hash, part);
    this.#state = hash;
  }

  /** An unsigned 32-bit integer. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let bits = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return (bits ^ (bits >>> 14)) >>> 0;
  }

  /** In `[0, 1)`. */
  fraction(): number {
    return this.next() / 0x1_0000_0000;
  }

  /** An integer in `[0, limit)`, or 0 if the limit is below 1. */
  below(limit: number): number {
    return limit < 1 ? 0 : Math.floor(this.fraction() * limit);
  }

  /** An integer in `[low, high]`. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  /** One of the choices, which may be null. */
  pick<T>(choices: readonly [T, ...T[]]): T {
    return choices[this.below(choices.length)] as T;
  }

  /** Letters and digits as in Pendo's own ids. */
  text(length: number): string {
    return this.#draw(ID_CODES, length);
  }

  /** Digits and lower-case letters, as in the ids of polls and of their answers. */
  code(length: number): string {
    return this.#draw(CODE_CODES, length);
  }

  #draw(codes: readonly number[], length: number): string {
    const drawn: number[] = [];
    for (let i = 0; i < length; i++) drawn.push(codes[this.below(codes.length)] ?? 0);
    return String.fromCharCode(...drawn);
  }
}

/** The codes of these characters. */
const CODE_CODES = codesOf('0123456789abcdefghijklmnopqrstuvwxyz');
const ID_CODES = codesOf('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_');

function codesOf(characters: string): readonly number[] {
  return Array.from(characters, (character) => character.charCodeAt(0));
}

function mix(hash: number, value: number): number {
  let bits = Math.imul(hash ^ value, 0x9e3779b1);
  bits = Math.imul(bits ^ (bits >>> 15), 0x85ebca77);
  return bits ^ (bits >>> 13);
}

function mixNumber(hash: number, value: number): number {
  return mix(mix(hash, value | 0), Math.floor(value / 0x1_0000_0000));
}

function mixText(hash: number, value: string): number {
  let bits = hash;
  for (let i = 0; i < value.length; i++) bits = Math.imul(bits ^ value.charCodeAt(i), 0x01000193);
  return mix(bits, value.length);
}
