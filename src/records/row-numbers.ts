import xxhash from 'xxhash-wasm';

/** Numbers rows that share a key, like SQL's ROW_NUMBER() over all rows of one window with its pages and splits. */
export interface RowNumbers {
  /** Returns 1 for the first row with this key, 2 for the second, and so on. */
  next(key: string): number;
  /** The same for the upper and lower half of the key's 64-bit hash. */
  nextOfHash(high: number, low: number): number;
  /** The number of distinct keys so far. */
  readonly size: number;
  /** The memory that the keys take. */
  readonly bytes: number;
}

/** Loads the hash function. Returns a factory that creates one numbering per window. */
export async function loadRowNumbers(): Promise<() => RowNumbers> {
  const { h64 } = await xxhash();
  return () => new HashedRowNumbers(h64);
}

/**
 * Stores 62 bits of each key's hash in open-addressing hash tables, 10 to 13 bytes per key. With five million keys, the
 * chance that two share these bits is three in a million. One row would then get the number 2 instead of 1; none would
 * be lost. Shards grow one at a time, so that there is never an old and a new copy of the whole table.
 */
class HashedRowNumbers implements RowNumbers {
  readonly #hash: (key: string) => bigint;
  readonly #shards: (Shard | undefined)[] = new Array(SHARDS);

  constructor(hash: (key: string) => bigint) {
    this.#hash = hash;
  }

  next(key: string): number {
    const hash = this.#hash(key);
    return this.nextOfHash(Number(hash >> 32n), Number(hash & 0xffffffffn));
  }

  nextOfHash(high: number, low: number): number {
    const index = high >>> (32 - SHARD_BITS);
    let shard = this.#shards[index];
    if (shard === undefined) {
      shard = new Shard();
      this.#shards[index] = shard;
    }
    return shard.next(high, low);
  }

  get size(): number {
    return this.#shards.reduce((sum, shard) => sum + (shard?.size ?? 0), 0);
  }

  get bytes(): number {
    return this.#shards.reduce((sum, shard) => sum + (shard?.bytes ?? 0), 0);
  }
}

const SHARD_BITS = 6;
const SHARDS = 2 ** SHARD_BITS;
const FIRST_SLOTS = 16;
/** Below this size all shards together take a few megabytes, and moving the keys costs more than the memory. */
const SMALL_SLOTS = 8192;
const SMALL_GROWTH = 2;
const GROWTH = 1.25;
const MAX_LOAD = 0.8;
/** A count of 0 marks a free slot. Counts above 255 are rare and go into a map. */
const FULL_COUNT = 255;
const COUNT_BITS = 8;
const COUNT_MASK = 0xff;

/** Keeps its objects few and small: each of hundreds of small windows may create 64 shards. */
class Shard {
  size = 0;
  #slots = FIRST_SLOTS;
  /**
   * Two words per slot, side by side for one memory access: first the lower half of the hash, then 24 bits of its upper
   * half with the count.
   */
  #words = new Uint32Array(2 * FIRST_SLOTS);
  #largeCounts: Map<string, number> | undefined;

  get bytes(): number {
    return this.#words.byteLength;
  }

  next(high: number, low: number): number {
    if (this.size + 1 > this.#slots * MAX_LOAD) {
      this.#grow();
    }
    const tag = (high << COUNT_BITS) >>> 0;
    const at = this.#find(tag, low);
    const count = (this.#words[at + 1] as number) & COUNT_MASK;
    if (count === FULL_COUNT) return this.#nextLarge(`${tag},${low}`);
    if (count === 0) {
      this.#words[at] = low;
      this.size += 1;
    }
    this.#words[at + 1] = tag + count + 1;
    return count + 1;
  }

  #nextLarge(hash: string): number {
    this.#largeCounts ??= new Map();
    const next = (this.#largeCounts.get(hash) ?? FULL_COUNT) + 1;
    this.#largeCounts.set(hash, next);
    return next;
  }

  /** Returns the index of the slot that holds the hash, or of the free slot for it. */
  #find(wantedTag: number, wantedLow: number): number {
    const words = this.#words;
    const end = 2 * this.#slots;
    let at = 2 * Math.floor((wantedLow * this.#slots) / 2 ** 32);
    for (;;) {
      const tag = words[at + 1] as number;
      if (tag === 0 || (words[at] === wantedLow && (tag & ~COUNT_MASK) >>> 0 === wantedTag)) return at;
      at = at + 2 === end ? 0 : at + 2;
    }
  }

  #grow(): void {
    const old = this.#words;
    const oldSlots = this.#slots;
    this.#slots = Math.ceil(oldSlots * (oldSlots < SMALL_SLOTS ? SMALL_GROWTH : GROWTH));
    this.#words = new Uint32Array(2 * this.#slots);
    for (let from = 0; from < old.length; from += 2) {
      const tag = old[from + 1] as number;
      if (tag === 0) continue;
      const low = old[from] as number;
      // No two entries share a hash, so `#find` returns a free slot.
      const at = this.#find(tag, low);
      this.#words[at] = low;
      this.#words[at + 1] = tag;
    }
    // Free the old table at once: all shards grow at about the same time, and the collector would let many tables pile
    // up.
    old.buffer.transfer(0);
  }
}
